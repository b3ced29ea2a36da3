using System.Buffers;
using System.Text;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>Makes pages from JSON, through the real reader and in pooled buffers as the client does.</summary>
internal static class EventPages
{
    public static EventPage Read(string body) => Read(Encoding.UTF8.GetBytes(body));

    public static EventPage Read(ReadOnlySpan<byte> body)
    {
        byte[] rented = LargeBuffers.Pool.Rent(Math.Max(body.Length, 1));
        body.CopyTo(rented);
        try
        {
            return EventPageReader.Read(rented, body.Length);
        }
        catch
        {
            LargeBuffers.Pool.Return(rented);
            throw;
        }
    }

    /// <summary>A page with the given items, each a JSON text.</summary>
    public static EventPage Of(params string[] items) => Read(Body("next", false, items));

    /// <summary>The body of a page.</summary>
    public static string Body(string cursor, bool hasMore, params IEnumerable<string> items) =>
        $$"""{"cursor":"{{cursor}}","has_more":{{(hasMore ? "true" : "false")}},"items":[{{string.Join(',', items)}}]}""";
}
