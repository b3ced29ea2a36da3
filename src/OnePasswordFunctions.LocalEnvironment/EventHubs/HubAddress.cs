using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>What a link leads to.</summary>
/// <param name="Path">The address without scheme, host and slashes around it.</param>
/// <param name="Hub">The hub's name as it was written.</param>
/// <param name="Group">The consumer group, for readers.</param>
/// <param name="Partition">The partition's number; null when none was named, -1 when it is no number.</param>
internal sealed record HubAddress(string Path, string Hub, string? Group, int? Partition)
{
    /// <summary>Reads <c>hub</c>, <c>hub/Partitions/N</c>, <c>hub/ConsumerGroups/G/Partitions/N</c>, or a whole address that ends so; null for anything else.</summary>
    public static HubAddress? Parse(string? address)
    {
        string path = PathOf(address ?? "");
        string[] parts = path.Split('/');
        return parts.Length switch
        {
            1 when parts[0].Length > 0 => new HubAddress(path, parts[0], null, null),
            3 when Is(parts[1], "Partitions") => new HubAddress(path, parts[0], null, Number(parts[2])),
            5 when Is(parts[1], "ConsumerGroups") && Is(parts[3], "Partitions") => new HubAddress(path, parts[0], parts[2], Number(parts[4])),
            _ => null,
        };
    }

    /// <summary>The path of an address or of a token's resource; empty for a whole namespace.</summary>
    public static string PathOf(string address) => (Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) ? uri.AbsolutePath : address).Trim('/');

    /// <summary>Whether a token for one path gives access to another.</summary>
    public static bool Covers(string covering, string path)
        => covering.Length == 0
            || (path.StartsWith(covering, StringComparison.OrdinalIgnoreCase) && (path.Length == covering.Length || path[covering.Length] == '/'));

    private static bool Is(string part, string word) => part.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
}
