using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>Reads faults of a <see cref="FaultyProxy"/>, which knows all words for faults and any target.</summary>
internal static class FaultText
{
    /// <summary>Adds a fault such as <c>write:lose-response,count=1</c>; without a target it strikes every request.</summary>
    public static ActiveFault AddFault(this FaultyProxy proxy, string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        (string? target, string rest) = colon < 0 ? (null, text) : (text[..colon], text[(colon + 1)..]);
        string error = "";
        FaultSpec? spec = null;
        bool isRead = FaultSpec.TryParse(rest, FaultVocabulary.EventsApi, out spec, out _) || FaultSpec.TryParse(rest, FaultVocabulary.EventHubs([]), out spec, out error);
        return isRead ? proxy.Faults.Add(spec! with { Target = target, Request = null }) : throw new ArgumentException(error, nameof(text));
    }
}
