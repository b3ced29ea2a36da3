using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>How the handler is started: executable, arguments, folder and environment, as host.json and the settings say.</summary>
internal sealed class HandlerLaunch
{
    private readonly string _appRoot;
    private readonly HostJson _hostJson;
    private readonly AppSettings _settings;
    private readonly int _httpPort;

    public HandlerLaunch(string appRoot, HostJson hostJson, AppSettings settings, int httpPort)
    {
        _appRoot = Path.GetFullPath(appRoot);
        _hostJson = hostJson;
        _settings = settings;
        _httpPort = httpPort;
        Executable = FindExecutable();
        AllowExecution(Executable);
    }

    /// <summary>The full path, or a command that is looked up on the PATH.</summary>
    public string Executable { get; }

    public bool UseStandardErrorForErrorsOnly => _hostJson.UseStandardErrorForErrorsOnly;

    /// <summary>Everything the process needs; every start gets a new worker id.</summary>
    /// <param name="port">The port on 127.0.0.1 on which the handler must listen.</param>
    public ProcessStartInfo CreateStartInfo(int port)
    {
        string portText = port.ToString(CultureInfo.InvariantCulture);
        string workerId = Guid.NewGuid().ToString();
        var startInfo = new ProcessStartInfo(Executable)
        {
            WorkingDirectory = Path.Combine(_appRoot, _hostJson.WorkingDirectory),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach ((string name, string value) in _settings.Values)
        {
            startInfo.Environment[name] = value;
        }

        startInfo.Environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development";
        startInfo.Environment["WEBSITE_HOSTNAME"] = string.Create(CultureInfo.InvariantCulture, $"localhost:{_httpPort}");
        startInfo.Environment["AzureWebJobsScriptRoot"] = _appRoot;
        startInfo.Environment["FUNCTIONS_APP_ROOT_PATH"] = _appRoot;
        startInfo.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = portText;
        startInfo.Environment["FUNCTIONS_HTTPWORKER_PORT"] = portText;
        startInfo.Environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = workerId;
        startInfo.Environment["FUNCTIONS_HTTPWORKER_ID"] = workerId;
        startInfo.Arguments = CreateArguments(startInfo.Environment);
        return startInfo;
    }

    // The host puts a space before each argument and quotes none; an argument with a space in it arrives as two.
    private string CreateArguments(IDictionary<string, string?> environment)
    {
        var arguments = new StringBuilder();
        foreach (string argument in _hostJson.Arguments)
        {
            arguments.Append(' ').Append(argument);
        }

        if (_hostJson.WorkerPath.Length > 0)
        {
            arguments.Append(" \"").Append(_hostJson.WorkerPath).Append('"');
        }

        foreach (string argument in _hostJson.WorkerArguments)
        {
            arguments.Append(' ').Append(argument);
        }

        return _settings.Resolve(arguments.ToString(), name => environment.TryGetValue(name, out string? value) ? value ?? "" : "");
    }

    private string FindExecutable()
    {
        string path = _settings.Resolve(_hostJson.ExecutablePath, _ => "");
        string full = Path.Combine(_appRoot, _hostJson.WorkerDirectory, path);
        if (File.Exists(full))
        {
            return full;
        }

        return OperatingSystem.IsWindows() && File.Exists(full + ".exe") ? full + ".exe" : path;
    }

    private static void AllowExecution(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return;
        }

        UnixFileMode mode = File.GetUnixFileMode(path);
        if (!mode.HasFlag(UnixFileMode.UserExecute))
        {
            File.SetUnixFileMode(path, mode | UnixFileMode.UserExecute);
        }
    }
}
