using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.EventsApi;

/// <summary>What holds for any page. A failure prints the smallest page that CsCheck found and the seed with which it comes again.</summary>
public sealed class EventPagePropertyTests
{
    private const int Pages = 3_000;

    private static readonly Gen<string> Space = Gen.OneOf("", "", "", " ", "\n\t ", "\r\n");

    /// <summary>Texts with whatever ends, escapes or breaks a string elsewhere, as JSON.</summary>
    private static readonly Gen<string> Text = Gen.String[Gen.Char["ab\"\\/{}[],:é😀\u0001\u2028 "], 0, 40].Select(text => $"\"{JsonEncodedText.Encode(Whole(text), JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, inner) => depth > 3
        ? Gen.OneOf(Text, Gen.OneOf("null", "true", "false", "0", "-1.5e3"))
        : Gen.OneOf(Text, Gen.OneOf("null", "true", "-0.1E+7"), List("[", inner, "]"), List("{", Member(Text, inner), "}")));

    private static readonly Gen<Item> AnyItem = Gen.Select(List("{", Member(Text.Where(IsPlain), Value), ""), Gen.Int[0, 130], Space, (members, length, space) =>
        new Item($"{members}{(members.TrimEnd().EndsWith('{') ? "" : ",")}{space}\"uuid\"{space}:\"{new string('U', length)}\"{space}}}", length is > 0 and <= 128 ? new string('U', length) : ""));

    private static readonly Gen<Page> AnyPage = Gen.Select(AnyItem.Array[0, 4], Text.Where(text => text.Length > 2), Gen.Bool, Space, (items, cursor, hasMore, space) => new Page(
        $"{space}{{\"cursor\":{cursor},{space}\"items\":[{string.Join("," + space, items.Select(item => item.Json))}]{space},\"has_more\":{(hasMore ? "true" : "false")}{space}}}",
        items, JsonDocument.Parse(cursor).RootElement.GetString()!, hasMore));

    [Fact]
    public void Read_AnyPage_FindsEverythingAsItWasSent() => AnyPage.Sample(expected =>
    {
        using EventPage page = EventPages.Read(expected.Json);
        return page.Count == expected.Items.Length && page.Cursor == expected.Cursor && page.HasMore == expected.HasMore
            && Enumerable.Range(0, page.Count).All(index => TextOf(page.GetEvent(index)) == expected.Items[index].Json && TextOf(page.GetUuid(index)) == expected.Items[index].Uuid);
    }, iter: Pages);

    [Fact]
    public void Read_AnyPageCutAnywhere_IsAFailureThatMayPass() => Gen.Select(AnyPage, Gen.Double[0, 1]).Sample((page, part) =>
    {
        byte[] whole = Encoding.UTF8.GetBytes(page.Json.TrimEnd());
        IngestionException failure = Assert.Throws<IngestionException>(() => EventPages.Read(whole.AsSpan(0, (int)(part * (whole.Length - 1)))));
        return failure is { Failure: IngestionFailure.InvalidResponse, IsTransient: true };
    }, iter: Pages);

    [Fact]
    public void Read_AnyPageDamaged_IsReadOrANamedFailure() => Gen.Select(AnyPage, Gen.Select(Gen.Int[0, 2000], Gen.OneOf(Gen.Byte, Gen.OneOf("\"\\{}[],:0"u8.ToArray()))).Array[1, 4]).Sample((page, damages) =>
    {
        byte[] bytes = Encoding.UTF8.GetBytes(page.Json);
        foreach ((int place, byte value) in damages)
        {
            bytes[place % bytes.Length] = value;
        }

        try
        {
            using EventPage read = EventPages.Read(bytes);

            // What is taken for an event is an object of its own, whatever became of its texts.
            return read.Cursor.Length > 0 && Enumerable.Range(0, read.Count).All(index => read.GetEvent(index) is [(byte)'{', .., (byte)'}']);
        }
        catch (IngestionException failure)
        {
            return failure is { Target: IngestionTarget.EventsApi, Failure: IngestionFailure.InvalidResponse };
        }
    }, iter: Pages);

    private static Gen<string> Member(Gen<string> name, Gen<string> value) => Gen.Select(name, Space, value, (name, space, value) => $"{name}{space}:{space}{value}");

    private static Gen<string> List(string open, Gen<string> items, string close) => Gen.Select(items.Array[0, 4], Space, (items, space) => open + space + string.Join("," + space, items) + close);

    /// <summary>Half of a pair is no text.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static bool IsPlain(string name) => !name.Contains("uuid", StringComparison.Ordinal);

    private static string TextOf(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private sealed record Item(string Json, string Uuid);

    private sealed record Page(string Json, Item[] Items, string Cursor, bool HasMore);
}
