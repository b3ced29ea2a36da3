namespace OnePasswordFunctions.Proof;

/// <summary>What became of the events of a period: each stands in exactly one of the counts, which add up to those that were served.</summary>
/// <param name="Served">Different events that the API served.</param>
/// <param name="Once">In the hub exactly once, with the bytes that were served.</param>
/// <param name="Repeated">In the hub more than once.</param>
/// <param name="Altered">In the hub with other bytes than were served.</param>
/// <param name="DeadLetters">Not in the hub, and recorded as dead letters.</param>
/// <param name="Waiting">Not in the hub yet: they lie behind the feed's position.</param>
/// <param name="NotCovered">Not found where it can not be said whether the hub had them.</param>
/// <param name="Missing">Not in the hub, although they should be.</param>
internal sealed record ProofCounts(int Served, int Once, int Repeated, int Altered, int DeadLetters, int Waiting, int NotCovered, int Missing)
{
    public static ProofCounts Of(ServedEvents served)
    {
        int once = 0, repeated = 0, altered = 0, deadLetters = 0, waiting = 0, notCovered = 0, missing = 0;
        foreach (ref readonly ServedEvent one in served.All)
        {
            _ = one.Sighting switch
            {
                var sighting when sighting.HasFlag(Sighting.Altered) => altered++,
                var sighting when sighting.HasFlag(Sighting.Repeated) => repeated++,
                var sighting when sighting.HasFlag(Sighting.Seen) => once++,
                Sighting.DeadLetter => deadLetters++,
                Sighting.Waiting => waiting++,
                Sighting.NotCovered => notCovered++,
                _ => missing++,
            };
        }

        return new ProofCounts(served.Count, once, repeated, altered, deadLetters, waiting, notCovered, missing);
    }
}
