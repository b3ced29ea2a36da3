using System.Text;
using System.Text.Json;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.EventHubs;

public sealed class EventBatchBuilderTests
{
    private static readonly EventEnvelope Envelope = EventEnvelope.Create(EventFeed.AuditEvents, IngestMode.Timer, new Uri("https://events.1password.com"));

    [Fact]
    public void TryAdd_OneEvent_RendersTheDocumentedMessage()
    {
        using var batch = new EventBatchBuilder(4096);
        Assert.True(batch.TryAdd(Envelope, """{"uuid":"A"}"""u8, "A"u8, "2026-03-14T09:00:00Z"u8));

        Assert.Equal(
            """[{"Body":"{\"uuid\":\"A\"}","UserProperties":{"cloudEvents:specversion":"1.0","cloudEvents:type":"com.1password.auditevent","cloudEvents:source":"https://events.1password.com/api/v2/auditevents","cloudEvents:datacontenttype":"application/json","eventType":"Audit events","ingestMode":"timer","cloudEvents:id":"A","cloudEvents:time":"2026-03-14T09:00:00Z"}}]""",
            Encoding.UTF8.GetString(batch.Body.Span));
    }

    [Fact]
    public void TryAdd_NoTimestampAndGetEvents_LeavesTheTimeOutAndSaysTheMode()
    {
        EventEnvelope envelope = EventEnvelope.Create(EventFeed.SignInAttempts, IngestMode.GetEvents, new Uri("http://127.0.0.1:5000/"));
        using var batch = new EventBatchBuilder(4096);
        batch.TryAdd(envelope, "{}"u8, "A"u8, default);

        JsonElement properties = Parse(batch)[0].GetProperty("UserProperties");
        Assert.False(properties.TryGetProperty("cloudEvents:time", out _));
        Assert.Equal("get-events", properties.GetProperty("ingestMode").GetString());
        Assert.Equal("http://127.0.0.1:5000/api/v2/signinattempts", properties.GetProperty("cloudEvents:source").GetString());
        Assert.Equal("com.1password.signinattempt", properties.GetProperty("cloudEvents:type").GetString());
    }

    [Fact]
    public void TryAdd_RandomEventsAndLimits_NeverExceedsTheLimitAndLosesNoByte()
    {
        var random = new Random(99);
        for (int round = 0; round < 3000; round++)
        {
            int limit = random.Next(400, 6000);
            using var batch = new EventBatchBuilder(limit);
            var kept = new List<byte[]>();
            for (int tries = 0; tries < 12; tries++)
            {
                byte[] json = RandomEvent(random);
                if (batch.TryAdd(Envelope, json, Encoding.ASCII.GetBytes($"ID{tries}"), tries % 2 == 0 ? default : "2026-03-14T09:00:00Z"u8))
                {
                    kept.Add(json);
                }
            }

            Assert.Equal(kept.Count, batch.Count);
            if (kept.Count > 0)
            {
                Assert.InRange(batch.Body.Length, 1, limit);
                Assert.Equal(kept, Parse(batch).Select(Decode));
            }
        }
    }

    [Fact]
    public void TryAdd_EventAtTheEdgeOfTheLimit_FitsToTheByte()
    {
        foreach (byte[] json in new[] { "{\"text\":\"x\"}"u8.ToArray(), "{\"a\":\"\\u0001\n\u0001\"}"u8.ToArray(), [0x7B, 0xFF, 0x7D] })
        {
            using var wide = new EventBatchBuilder(4096);
            wide.TryAdd(Envelope, json, "A"u8, default);
            int exact = wide.Body.Length;

            using var fits = new EventBatchBuilder(exact);
            using var tooSmall = new EventBatchBuilder(exact - 1);
            Assert.True(fits.TryAdd(Envelope, json, "A"u8, default));
            Assert.False(tooSmall.TryAdd(Envelope, json, "A"u8, default));
            Assert.Equal(exact, fits.Body.Length);
            Assert.Equal(0, tooSmall.Count);
        }
    }

    [Fact]
    public void TryAdd_InvalidUtf8_TravelsAsBase64()
    {
        byte[] json = [(byte)'{', 0xC3, 0x28, 0xFF, (byte)'}'];
        using var batch = new EventBatchBuilder(4096);
        batch.TryAdd(Envelope, json, "A"u8, default);

        JsonElement message = Parse(batch)[0];
        Assert.True(message.GetProperty("IsBodyBase64").GetBoolean());
        Assert.Equal(json, message.GetProperty("Body").GetBytesFromBase64());
    }

    [Fact]
    public void Clear_AfterUse_StartsAnew()
    {
        using var batch = new EventBatchBuilder(4096);
        batch.TryAdd(Envelope, "{\"n\":1}"u8, "A"u8, default);
        batch.Clear();
        batch.TryAdd(Envelope, "{\"n\":2}"u8, "B"u8, default);

        Assert.Equal("{\"n\":2}", Assert.Single(Parse(batch)).GetProperty("Body").GetString());
    }

    private static byte[] RandomEvent(Random random)
    {
        int length = random.Next(1, 900);
        byte[] bytes = new byte[length];
        int kind = random.Next(4);
        for (int index = 0; index < length; index++)
        {
            bytes[index] = kind switch
            {
                0 => (byte)random.Next('a', 'z'),
                1 => random.Next(6) == 0 ? (byte)'"' : (byte)random.Next(0x20, 0x7F),
                2 => (byte)random.Next(0, 0x80),
                _ => (byte)random.Next(256),
            };
        }

        return bytes;
    }

    private static byte[] Decode(JsonElement message) => message.TryGetProperty("IsBodyBase64", out JsonElement isBase64) && isBase64.GetBoolean()
        ? message.GetProperty("Body").GetBytesFromBase64()
        : Encoding.UTF8.GetBytes(message.GetProperty("Body").GetString()!);

    private static JsonElement[] Parse(EventBatchBuilder batch)
    {
        using JsonDocument document = JsonDocument.Parse(batch.Body);
        return [.. document.RootElement.EnumerateArray().Select(element => element.Clone())];
    }
}
