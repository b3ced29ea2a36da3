namespace OnePasswordFunctions.Functions.Http;

/// <summary>
/// The arguments of one request, from the query and from a JSON body, as text. Gathers every problem, so that one answer names
/// them all. What the Functions host reads itself, its key, is neither an argument nor ever shown.
/// </summary>
internal sealed class RequestArguments
{
    private const int LongestShown = 100;

    private static readonly string[] HostArguments = ["code", "clientId"];

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ArgumentProblem> _problems = [];
    private readonly string[] _known;

    private RequestArguments(string[] known) => _known = known;

    /// <summary>What is wrong; empty when the request can be served.</summary>
    public IReadOnlyList<ArgumentProblem> Problems => _problems;

    /// <summary>The argument's text without white space around it; null when it is absent or empty.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>The arguments in the query; every name that is not <paramref name="known"/> is a problem.</summary>
    public static RequestArguments FromQuery(HttpRequest request, params string[] known)
    {
        var arguments = new RequestArguments(known);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in request.Query)
        {
            if (!HostArguments.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                arguments.Add(name, values.ToString());
            }
        }

        return arguments;
    }

    /// <summary>Adds an argument; one that is unknown or came before is a problem.</summary>
    public void Add(string name, string value)
    {
        if (!_known.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            _problems.Add(new ArgumentProblem(Shorten(name), Shorten(value), $"no such argument; known are {string.Join(", ", _known)}"));
        }
        else if (!_values.TryAdd(name, value.Trim()))
        {
            _problems.Add(new ArgumentProblem(name, Shorten(value), "an argument may be given once, in the query or in the body"));
        }
    }

    /// <summary>Notes that an argument's value is not allowed.</summary>
    public void Reject(string name, string allowed) => _problems.Add(new ArgumentProblem(name, this[name] is { } value ? Shorten(value) : null, allowed));

    /// <summary>Notes a problem with something that has no usable text.</summary>
    public void Reject(string name, string value, string allowed) => _problems.Add(new ArgumentProblem(Shorten(name), Shorten(value), allowed));

    private static string Shorten(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";
}
