using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.Faults;

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
        var options = new LocalEnvironmentOptions();
        var rest = new Queue<string>(arguments);
        List<string> found = [];
        while (rest.TryDequeue(out string? argument))
        {
            try
            {
                options = Read(options, argument, rest);
            }
            catch (FormatException problem)
            {
                found.Add(problem.Message);
            }
        }

        if (options is { ServerUrl: not null, Token: null })
        {
            options = options with { Token = environment("OnePassword__ApiToken") };
        }

        problems = [.. found, .. Contradictions(options)];
        return options;
    }

    private static LocalEnvironmentOptions Read(LocalEnvironmentOptions options, string argument, Queue<string> rest)
    {
        // Both "--name value" and "--name=value".
        string[] parts = argument.Split('=', 2);
        string name = parts[0] is "-h" or "-?" ? "--help" : parts[0];
        CommandOption? option = CommandOptions.All.FirstOrDefault(option => option.Name == name);
        string? value = parts.Length == 2 ? parts[1]
            : option is null or { Value: not null } && rest.TryPeek(out string? next) && !next.StartsWith("--", StringComparison.Ordinal) ? rest.Dequeue()
            : null;
        if (option is null || (value is null) != (option.Value is null))
        {
            throw new FormatException(option is null ? $"'{name}' is not an option.{Suggest(name)} --help lists them all."
                : option.Value is null ? $"{name} takes no value."
                : $"{name} needs a value.");
        }

        try
        {
            return option.Apply(options, value ?? "");
        }
        catch (FormatException problem)
        {
            throw new FormatException($"{name} {problem.Message}", problem);
        }
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
        return [.. contradictions.Where(one => one.IsSo).Select(one => one.Problem), .. options.HubFaults.Select(fault => ProblemOf(fault, options.EventHubName)).OfType<string>()];
    }

    // Only when all is read: the hub's name is a target.
    private static string? ProblemOf(string hubFault, string hub)
    {
        try
        {
            _ = FaultSpec.Parse(hubFault, EventHubStandIn.VocabularyOf([hub]));
            return null;
        }
        catch (FormatException problem)
        {
            return $"--hub-fault {problem.Message}";
        }
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
