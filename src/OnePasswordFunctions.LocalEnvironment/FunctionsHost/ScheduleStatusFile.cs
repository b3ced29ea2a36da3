using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Keeps a timer's status in <c>timers/(function)/status</c>, with the content of the blob that the real host keeps.</summary>
internal sealed class ScheduleStatusFile(string stateFolder, string functionName, HostLog log)
{
    private readonly string _path = Path.Combine(stateFolder, "timers", functionName, "status");

    /// <summary>The stored status, or null when there is none that can be read.</summary>
    public ScheduleStatus? Read()
    {
        try
        {
            return File.Exists(_path) ? JsonSerializer.Deserialize<ScheduleStatus>(File.ReadAllBytes(_path), ScheduleStatus.Json) : null;
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            log.Warning($"The schedule status {_path} cannot be read and is taken as missing. {exception.Message}");
            return null;
        }
    }

    /// <summary>Stores the status if that is possible: a failure is logged and nothing else, as in the real host.</summary>
    public void Write(ScheduleStatus status)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            string fresh = _path + ".new";
            File.WriteAllBytes(fresh, JsonSerializer.SerializeToUtf8Bytes(status, ScheduleStatus.Json));
            File.Move(fresh, _path, overwrite: true);
        }
        catch (IOException exception)
        {
            log.Warning($"The schedule status {_path} cannot be written. {exception.Message}");
        }
    }
}
