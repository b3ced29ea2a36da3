using System.Globalization;
using Azure.Data.Tables;

namespace OnePasswordFunctions.Cursors;

/// <summary>
/// Reads typed values out of a row, as leniently as people's tools write them: numbers and bytes also as text, times as text or as
/// Table Storage's own type. Absent, null and another type are alike.
/// </summary>
internal readonly struct TableRow(TableEntity row)
{
    public bool Has(string name) => row.ContainsKey(name);

    public string? Text(string name) => Find(name) as string;

    public DateTimeOffset? Time(string name) => Find(name) switch
    {
        string text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        DateTimeOffset time => time,
        _ => null,
    };

    /// <exception cref="FormatException">A number with a fraction, or text that is no number.</exception>
    public long Long(string name) => Find(name) switch
    {
        string text => long.Parse(text, CultureInfo.InvariantCulture),
        long number => number,
        int number => number,
        double => throw new FormatException("a whole number with a fraction"),
        _ => 0,
    };

    public int Integer(string name) => checked((int)Long(name));

    public bool Boolean(string name) => Find(name) is true;

    public byte[] Binary(string name) => Find(name) switch
    {
        byte[] bytes => bytes,
        string base64 => Convert.FromBase64String(base64),
        _ => [],
    };

    private object? Find(string name) => row.TryGetValue(name, out object? value) ? value : null;
}
