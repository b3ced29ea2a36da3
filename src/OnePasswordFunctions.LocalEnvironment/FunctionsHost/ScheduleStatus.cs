using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>What the host remembers of a timer between runs and between its own starts, in a file with the content of the blob that the real host keeps.</summary>
/// <param name="Last">When the previous run began; the first moment of year 1 when there was none.</param>
/// <param name="Next">When the next run is due; inside a run, when that run was due.</param>
/// <param name="LastUpdated">The moment from which <paramref name="Next"/> was computed.</param>
internal sealed record ScheduleStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated)
{
    /// <summary>The host escapes only what JSON requires: a time's <c>+</c> stays a <c>+</c>.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // The test projects switch the usual one off, to see what a trimmed app would do.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>The stored status, or null when there is none that can be read.</summary>
    public static ScheduleStatus? Read(string? path, HostLog log)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<ScheduleStatus>(File.ReadAllBytes(path), Json) : null;
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            log.Warning($"The schedule status {path} cannot be read and is taken as missing. {exception.Message}");
            return null;
        }
    }

    /// <summary>Stores the status if that is possible: a failure is logged and nothing else, as in the real host.</summary>
    public void Write(string? path, HostLog log)
    {
        if (path is null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string fresh = path + ".new";
            File.WriteAllBytes(fresh, JsonSerializer.SerializeToUtf8Bytes(this, Json));
            File.Move(fresh, path, overwrite: true);
        }
        catch (IOException exception)
        {
            log.Warning($"The schedule status {path} cannot be written. {exception.Message}");
        }
    }
}
