namespace OnePasswordFunctions.Tests.Ingestion.Model;

/// <summary>What may happen in a schedule, and what its processes do about it.</summary>
/// <param name="ReadsBack">Whether runs look up in the hub what another process published and did not come to store; the look can fail too.</param>
/// <param name="OnlyKills">
/// Whether nothing goes wrong but that processes end, one at a time and at any call; the hub has settled before the next begins. Then a look
/// must leave no repeat.
/// </param>
internal readonly record struct ModelRules(bool ReadsBack, bool OnlyKills)
{
    /// <summary>Half of the schedules read back, and half of those have no fault but kills.</summary>
    public static ModelRules Of(int seed) => new((seed & 1) == 1, (seed & 3) == 3);

    public override string ToString() => OnlyKills ? "reading back, only kills" : ReadsBack ? "reading back" : "without reading back";
}
