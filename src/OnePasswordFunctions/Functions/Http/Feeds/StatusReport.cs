using System.Text.Json.Serialization;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Diagnostics.Feeds;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>What <c>status</c> answers; its properties are the members of the JSON, those without a value left out.</summary>
internal sealed record StatusReport
{
    private static readonly FeedHealth[] WorstFirst =
        [FeedHealth.Unknown, FeedHealth.Broken, FeedHealth.Lagging, FeedHealth.Warning, FeedHealth.Healthy, FeedHealth.Waiting];

    /// <summary>The worst health of a feed, or that settings are bad.</summary>
    public string Status => Problems is not null ? "bad_settings" : Worst.ToString().ToLowerInvariant();

    /// <summary>When it was read.</summary>
    public required DateTimeOffset Time { get; init; }

    public string Version { get; } = BuildVersion.Text;

    /// <summary>What is wrong with the settings; null when nothing is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Problems { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TokenLife? Token { get; init; }

    /// <summary>The feeds, in the order in which people see them; null while settings are bad.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FeedStatus>? Feeds { get; init; }

    /// <summary>The settings in force; null while settings are bad.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SettingView>? Settings { get; init; }

    /// <summary>The worst health of a feed.</summary>
    [JsonIgnore]
    public FeedHealth Worst => WorstFirst.Cast<FeedHealth?>().FirstOrDefault(health => Feeds?.Any(feed => feed.Health == health) == true) ?? FeedHealth.Disabled;

    /// <summary>The report while the settings have problems.</summary>
    public static StatusReport ForBadSettings(IReadOnlyList<string> problems, DateTimeOffset now) => new() { Time = now, Problems = problems };

    /// <summary>200, or 503 when the state could not be read.</summary>
    public Answer ToAnswer() => new(
        Problems is not null || Worst == FeedHealth.Unknown ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK, this, StatusDocument.Of(this));

    /// <summary>How long the API token lives.</summary>
    /// <param name="ExpiresAt">When it expires; null when it does not, or does not say.</param>
    /// <param name="DaysLeft">Whole days until then.</param>
    internal sealed record TokenLife(DateTimeOffset? ExpiresAt, int? DaysLeft)
    {
        public static TokenLife At(DateTimeOffset now, DateTimeOffset? expiry) => new(expiry, expiry is { } end ? (int)Math.Floor((end - now).TotalDays) : null);
    }
}
