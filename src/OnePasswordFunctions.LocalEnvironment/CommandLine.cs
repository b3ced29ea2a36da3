using System.Globalization;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Reads the command line. Every problem is collected, so that a person can put them right in one go.</summary>
internal sealed class CommandLine
{
    private readonly List<string> _problems = [];
    private readonly Func<string, string?> _environment;
    private readonly Queue<string> _arguments;
    private LocalEnvironmentOptions _options = new();
    private bool _hasRate;

    private CommandLine(IEnumerable<string> arguments, Func<string, string?> environment)
    {
        _arguments = new Queue<string>(arguments);
        _environment = environment;
    }

    /// <summary>Reads the options; the secrets among them may come from environment variables.</summary>
    /// <param name="arguments">As the program was given them.</param>
    /// <param name="environment">Finds an environment variable.</param>
    /// <param name="problems">Everything that is wrong; empty when the options can be used.</param>
    public static LocalEnvironmentOptions Parse(IEnumerable<string> arguments, Func<string, string?> environment, out IReadOnlyList<string> problems)
    {
        var commandLine = new CommandLine(arguments, environment);
        while (commandLine._arguments.TryDequeue(out string? name))
        {
            commandLine.ReadOption(name);
        }

        commandLine.ReadSecrets();
        commandLine.CheckTogether();
        problems = commandLine._problems;
        return commandLine._options;
    }

    private void ReadOption(string argument)
    {
        // Both "--name value" and "--name=value".
        string[] parts = argument.Split('=', 2);
        string name = parts[0];
        if (TryReadSwitch(name))
        {
            if (parts.Length == 2)
            {
                _problems.Add($"{name} takes no value.");
            }

            return;
        }

        string? value = parts.Length == 2 ? parts[1]
            : _arguments.TryPeek(out string? next) && !next.StartsWith("--", StringComparison.Ordinal) ? _arguments.Dequeue()
            : null;
        if (FindValueReader(name) is not { } read)
        {
            _problems.Add($"'{name}' is not an option.{OptionNames.Suggest(name)} --help lists them all.");
        }
        else if (value is null)
        {
            _problems.Add($"{name} needs a value.");
        }
        else
        {
            read(value);
        }
    }

    private bool TryReadSwitch(string name)
    {
        LocalEnvironmentOptions? read = name switch
        {
            "--help" or "-h" or "-?" => _options with { ShowHelp = true },
            "--until-caught-up" => _options with { UntilCaughtUp = true },
            "--func" => _options with { UseCoreTools = true },
            "--per-function-process" => _options with { PerFunctionProcess = true },
            _ => null,
        };
        _options = read ?? _options;
        return read is not null;
    }

    private Action<string>? FindValueReader(string name) => name switch
    {
        "--events" => text => _options = _options with { Events = ReadNumber(name, text, 0, 1_000_000_000) },
        "--rate" => text =>
        {
            _hasRate = true;
            _options = _options with { Rate = ReadFraction(name, text, 0, 1_000_000) };
        }
        ,
        "--live-events" => text => _options = _options with { LiveEvents = ReadNumber(name, text, 1, 1_000_000_000) },
        "--late" => text => _options = _options with { LatePercent = ReadFraction(name, text.TrimEnd('%'), 0, 100) },
        "--latency" => text => _options = _options with { Latency = TimeSpan.FromMilliseconds(ReadNumber(name, text, 0, 600_000)) },
        "--maximum" => text => _options = _options with { Maximum = (int)ReadNumber(name, text, 1, int.MaxValue) },
        "--time-limit" => text => _options = _options with { TimeLimit = TimeSpan.FromSeconds(ReadNumber(name, text, 1, 86_400)) },
        "--port" => text => _options = _options with { Port = (int)ReadNumber(name, text, 1, 65_535) },
        "--fault" => text => _options = _options with { Faults = _options.Faults.Add(CheckFault(name, text, FaultVocabulary.EventsApi)) },
        "--hub-fault" => text => _options = _options with { HubFaults = _options.HubFaults.Add(text) },
        "--schedule" => ReadSchedule,
        "--server-url" => ReadServerUrl,
        "--token-file" => ReadTokenFile,
        "--event-hub-connection" => text => _options = _options with { EventHubConnection = text },
        "--event-hub-name" => text => _options = _options with { EventHubName = text },
        "--keep-data" => text => _options = _options with { DataFolder = Path.GetFullPath(text) },
        _ => null,
    };

    private void ReadSchedule(string text)
    {
        try
        {
            _ = TimerSchedule.Parse(text);
            _options = _options with { Schedule = text };
        }
        catch (FormatException exception)
        {
            _problems.Add($"--schedule: {exception.Message} Example: --schedule \"*/5 * * * * *\".");
        }
    }

    private void ReadServerUrl(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
        {
            _options = _options with { ServerUrl = url };
        }
        else
        {
            _problems.Add($"--server-url must be an https URL such as https://events.1password.com, but is '{text}'.");
        }
    }

    private void ReadTokenFile(string path)
    {
        try
        {
            _options = _options with { Token = File.ReadAllText(path).Trim() };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            _problems.Add($"--token-file: '{path}' cannot be read. {exception.Message}");
        }
    }

    private void ReadSecrets()
    {
        if (_options.ServerUrl is not null && _options.Token is null)
        {
            _options = _options with { Token = _environment("OnePassword__ApiToken") };
        }
    }

    private void CheckTogether()
    {
        if (!_hasRate && _options.UntilCaughtUp)
        {
            _options = _options with { Rate = 0 };
        }

        foreach (string fault in _options.HubFaults)
        {
            CheckFault("--hub-fault", fault, FaultVocabulary.EventHubs([_options.EventHubName]));
        }

        Reject(_options.ServerUrl is not null && string.IsNullOrEmpty(_options.Token),
            "--server-url needs a token: set the environment variable OnePassword__ApiToken, or name a file that holds nothing else with --token-file.");
        Reject(_options.ServerUrl is null && _options.Token is not null, "--token-file is for a real account: give its --server-url too.");
        Reject(_options.UntilCaughtUp && _options.ServerUrl is not null,
            "--until-caught-up compares what the simulator served with what the hub stand-in accepted; it cannot be used with --server-url.");
        Reject(_options.UntilCaughtUp && _options.EventHubConnection is not null,
            "--until-caught-up compares what the simulator served with what the hub stand-in accepted; it cannot be used with --event-hub-connection.");
        Reject(_options.DataFolder is not null && _options.ServerUrl is null, "--keep-data is for a real account (--server-url): the simulator's feeds begin anew at each start, and kept cursors would lie behind their end.");
        Reject(_options is { UntilCaughtUp: true, Rate: > 0, LiveEvents: null }, "--until-caught-up with --rate never ends: say with --live-events how many events arrive in all.");
        Reject(_options is { LiveEvents: not null, Rate: 0 }, "--live-events needs a --rate above 0.");
        Reject(_options is { UseCoreTools: true, PerFunctionProcess: true }, "--per-function-process belongs to the stand-in for the Functions host; it cannot be used with --func.");
        Reject(_options.ServerUrl is not null && _options.Faults.Length > 0, "--fault belongs to the simulator; it cannot be used with --server-url.");
        Reject(_options.EventHubConnection is not null && _options.HubFaults.Length > 0, "--hub-fault belongs to the hub stand-in; it cannot be used with --event-hub-connection.");
    }

    private void Reject(bool condition, string problem)
    {
        if (condition)
        {
            _problems.Add(problem);
        }
    }

    private string CheckFault(string option, string text, FaultVocabulary vocabulary)
    {
        try
        {
            _ = FaultSpec.Parse(text, vocabulary);
        }
        catch (FormatException error)
        {
            _problems.Add($"{option}: {error.Message}");
        }

        return text;
    }

    private long ReadNumber(string name, string text, long lowest, long highest)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out long value) && value >= lowest && value <= highest)
        {
            return value;
        }

        _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {lowest} to {highest}, but is '{text}'."));
        return lowest;
    }

    private double ReadFraction(string name, string text, double lowest, double highest)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= lowest && value <= highest)
        {
            return value;
        }

        _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name} must be a number from {lowest} to {highest}, but is '{text}'."));
        return lowest;
    }
}
