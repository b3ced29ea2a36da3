using System.Text.RegularExpressions;
using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Settings;

/// <summary>Reads where metrics and traces go. The names are OpenTelemetry's own.</summary>
internal static partial class TelemetrySettings
{
    /// <summary>The options; null when nothing is exported. A bad value switches the export off and is a caution: events come first.</summary>
    public static TelemetryOptions? Read(SettingReader reader)
    {
        SettingReader own = reader.Apart();
        TelemetryOptions? options = ReadOptions(own);
        foreach (string problem in own.Problems)
        {
            reader.Caution($"{problem} No metrics or traces are exported until then; events are delivered all the same.");
        }

        return own.Problems.Count == 0 ? options : null;
    }

    private static TelemetryOptions? ReadOptions(SettingReader reader)
    {
        string? headers = reader.Matching(SettingCatalogue.OtlpHeaders, HeaderList());
        return ServiceUrl.Parse(reader, SettingCatalogue.OtlpEndpoint, candidate => Objection(candidate, headers is not null)) is { } url ? new TelemetryOptions(url, headers) : null;
    }

    /// <summary>Metrics and spans hold no secret, so a collector in the same network may be reached over http; headers may hold one.</summary>
    private static string? Objection(Uri url, bool hasHeaders) => url switch
    {
        { UserInfo.Length: > 0 } => "it contains a user name",
        _ when url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp => "it is neither http nor https",
        _ when url.Query.Length > 0 || url.Fragment.Length > 0 => "it has a query or fragment",
        _ when hasHeaders && url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback => $"{SettingCatalogue.OtlpHeaders.Name} must not travel over http",
        _ => null,
    };

    [GeneratedRegex("^[^=,\\s]+=[^,]*(,\\s*[^=,\\s]+=[^,]*)*$")]
    private static partial Regex HeaderList();
}
