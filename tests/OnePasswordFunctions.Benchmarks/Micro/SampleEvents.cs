
using System.Text;
using System.Text.Json;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Benchmarks.Micro;

/// <summary>A page of a thousand events with the shape and size of real ones, about 700 bytes each.</summary>
internal static class SampleEvents
{
    public const int Count = 1000;

    /// <summary>The whole response.</summary>
    public static byte[] Body { get; } = Render();

    /// <summary>The page, read once.</summary>
    public static EventPage ReadPage()
    {
        byte[] rented = LargeBuffers.Pool.Rent(Body.Length);
        Body.CopyTo(rented, 0);
        return EventPageReader.Read(rented, Body.Length);
    }

    private static byte[] Render()
    {
        var random = new Random(7);
        var text = new StringBuilder("{\"cursor\":\"c2FtcGxlIGN1cnNvcg==\",\"has_more\":true,\"items\":[");
        for (int index = 0; index < Count; index++)
        {
            text.Append(index == 0 ? "" : ",").Append(RenderEvent(random, index));
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    private static string RenderEvent(Random random, int index)
    {
        string Id() => string.Create(26, random, static (span, source) => source.GetItems("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", span));
        return $$"""
            {"uuid":"{{Id()}}","timestamp":"2026-03-02T07:{{index / 60 % 60:00}}:{{index % 60:00}}.402118655Z","used_version":{{index % 9}},"vault_uuid":"{{Id()}}","item_uuid":"{{Id()}}","action":"secure-copy","user":{"uuid":"{{Id()}}","name":"{{JsonEncodedText.Encode("Zoë Lindqvist")}}","email":"zoe.lindqvist@example.com","user_type":"user","user_account_uuid":"{{Id()}}"},"client":{"app_name":"1Password Browser Extension","app_version":"81056030","platform_name":"Chrome","platform_version":"133.0.6943.54","os_name":"MacOSX","os_version":"15.3.1","ip_address":"203.0.113.61"},"location":{"country":"NL","region":"North Holland","city":"Haarlem","latitude":52.3874,"longitude":4.6462},"account_uuid":"{{Id()}}"}
            """;
    }
}
