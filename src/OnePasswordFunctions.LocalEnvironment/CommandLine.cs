namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Reads the command line. Every problem is collected, so that a person can put them right in one go.</summary>
internal static class CommandLine
{
    private const int MostDifferentPairs = 6;

    /// <summary>Reads the options; the secrets among them may come from environment variables.</summary>
    /// <param name="arguments">As the program was given them.</param>
    /// <param name="environment">Finds an environment variable.</param>
    /// <param name="problems">Everything that is wrong; empty when the options can be used.</param>
    public static LocalEnvironmentOptions Parse(IEnumerable<string> arguments, Func<string, string?> environment, out IReadOnlyList<string> problems)
    {
        List<string> found = [];
        List<(CommandOption Option, string Value)> given = ReadAll(new Queue<string>(arguments), found);
        var options = new LocalEnvironmentOptions();

        // What a fault of the hub may strike is known when the hub's name is.
        foreach ((CommandOption option, string value) in given.OrderBy(one => one.Option.Name == "--hub-fault"))
        {
            try
            {
                options = option.Apply(options, value);
            }
            catch (FormatException problem)
            {
                found.Add($"{option.Name} {problem.Message}");
            }
        }

        if (options is { ServerUrl: not null, Token: null })
        {
            options = options with { Token = environment("OnePassword__ApiToken") };
        }

        problems = [.. found, .. Contradictions(options)];
        return options;
    }

    private static List<(CommandOption Option, string Value)> ReadAll(Queue<string> rest, List<string> problems)
    {
        List<(CommandOption, string)> given = [];
        while (rest.TryDequeue(out string? argument))
        {
            // Both "--name value" and "--name=value".
            string[] parts = argument.Split('=', 2);
            string name = parts[0] is "-h" or "-?" ? "--help" : parts[0];
            CommandOption? option = CommandOptions.All.FirstOrDefault(option => option.Name == name);
            string? value = parts.Length == 2 ? parts[1]
                : option is null or { Value: not null } && rest.TryPeek(out string? next) && !next.StartsWith("--", StringComparison.Ordinal) ? rest.Dequeue()
                : null;
            if (option is not null && (value is null) == (option.Value is null))
            {
                given.Add((option, value ?? ""));
                continue;
            }

            problems.Add(option is null ? $"'{name}' is not an option.{Suggest(name)} --help lists them all."
                : option.Value is null ? $"{name} takes no value."
                : $"{name} needs a value.");
        }

        return given;
    }

    private static IEnumerable<string> Contradictions(LocalEnvironmentOptions options)
    {
        const string Comparison = "--until-caught-up compares what the simulator served with what the hub stand-in accepted; it cannot be used with ";
        (bool IsSo, string Problem)[] contradictions =
        [
            (options.ServerUrl is not null && string.IsNullOrEmpty(options.Token),
                "--server-url needs a token: set the environment variable OnePassword__ApiToken, or name a file that holds nothing else with --token-file."),
            (options.ServerUrl is null && options.Token is not null, "--token-file is for a real account: give its --server-url too."),
            (options.UntilCaughtUp && options.ServerUrl is not null, Comparison + "--server-url."),
            (options.UntilCaughtUp && options.EventHubConnection is not null, Comparison + "--event-hub-connection."),
            (options.DataFolder is not null && options.ServerUrl is null,
                "--keep-data is for a real account (--server-url): the simulator's feeds begin anew at each start, and kept cursors would lie behind their end."),
            (options is { UntilCaughtUp: true, Rate: > 0, LiveEvents: null }, "--until-caught-up with --rate never ends: say with --live-events how many events arrive in all."),
            (options is { LiveEvents: not null, Rate: 0 }, "--live-events needs a --rate above 0."),
            (options is { UseCoreTools: true, PerFunctionProcess: true }, "--per-function-process belongs to the stand-in for the Functions host; it cannot be used with --func."),
            (options.ServerUrl is not null && options.Faults.Length > 0, "--fault belongs to the simulator; it cannot be used with --server-url."),
            (options.EventHubConnection is not null && options.HubFaults.Length > 0, "--hub-fault belongs to the hub stand-in; it cannot be used with --event-hub-connection."),
        ];
        return contradictions.Where(one => one.IsSo).Select(one => one.Problem);
    }

    /// <summary>A sentence that names the option which was probably meant, with a blank in front; nothing when there is none near.</summary>
    private static string Suggest(string name)
    {
        string nearest = CommandOptions.All.Select(option => option.Name).MinBy(option => Distance(name, option))!;
        return Distance(name, nearest) <= MostDifferentPairs ? $" Did you mean {nearest}?" : "";
    }

    /// <summary>How many pairs of neighbouring letters only one of the two has.</summary>
    private static int Distance(string one, string other)
    {
        HashSet<(char, char)> pairs = [.. one.Zip(one.Skip(1))];
        pairs.SymmetricExceptWith(other.Zip(other.Skip(1)));
        return pairs.Count;
    }
}
