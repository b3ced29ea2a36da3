using System.Globalization;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>What a link leads to.</summary>
/// <param name="Path">The address without scheme, host and slashes around it.</param>
/// <param name="Hub">The hub's name as it was written.</param>
/// <param name="Partition">The partition's number; null when none was named.</param>
internal sealed partial record HubAddress(string Path, string Hub, int? Partition)
{
    /// <summary>Reads <c>hub</c>, <c>hub/Partitions/N</c>, <c>hub/ConsumerGroups/G/Partitions/N</c>, or a whole address that ends so; null for anything else.</summary>
    public static HubAddress? Parse(string? address)
    {
        string path = PathOf(address ?? "");
        Match parts = Form().Match(path);
        int? partition = parts.Groups["partition"] is { Success: true } number ? int.Parse(number.Value, CultureInfo.InvariantCulture) : null;
        return parts.Success ? new HubAddress(path, parts.Groups["hub"].Value, partition) : null;
    }

    /// <summary>The path of an address or of a token's resource; empty for a whole namespace.</summary>
    public static string PathOf(string address) => (Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) ? uri.AbsolutePath : address).Trim('/');

    /// <summary>Whether a token for one path gives access to another.</summary>
    public static bool Covers(string covering, string path)
        => covering.Length == 0
            || (path.StartsWith(covering, StringComparison.OrdinalIgnoreCase) && (path.Length == covering.Length || path[covering.Length] == '/'));

    [GeneratedRegex("^(?<hub>[^/]+)((/ConsumerGroups/[^/]+)?/Partitions/(?<partition>[0-9]{1,9}))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
