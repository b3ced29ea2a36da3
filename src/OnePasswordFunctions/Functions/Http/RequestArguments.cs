using Microsoft.Extensions.Primitives;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>
/// The arguments of one request, from the query and from a JSON body, as text. Gathers every problem, one for each argument, so that
/// one answer names them all. What the Functions host reads itself, its key, is neither an argument nor ever shown.
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

    /// <summary>The arguments in the query and in a POST's body; every name that is not <paramref name="known"/> is a problem.</summary>
    public static async Task<RequestArguments> ReadAsync(HttpContext context, params string[] known)
    {
        RequestArguments arguments = FromQuery(context.Request, known);
        if (HttpMethods.IsPost(context.Request.Method))
        {
            await JsonBody.AddToAsync(arguments, context.Request, context.RequestAborted);
        }

        return arguments;
    }

    /// <summary>The arguments in the query.</summary>
    public static RequestArguments FromQuery(HttpRequest request, params string[] known)
    {
        var arguments = new RequestArguments(known);
        foreach ((string name, StringValues values) in request.Query)
        {
            if (!HostArguments.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                foreach (string? value in values)
                {
                    arguments.Add(name, value ?? "");
                }
            }
        }

        return arguments;
    }

    /// <summary>Adds an argument; one that is unknown or came before is a problem.</summary>
    public void Add(string name, string value)
    {
        if (!_known.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            Reject(name, value, $"no such argument; known are {string.Join(", ", _known)}");
        }
        else if (!_values.TryAdd(name, value.Trim()))
        {
            Reject(name, value, "an argument may be given once, in the query or in the body");
        }
    }

    /// <summary>Notes that an argument's value is not allowed.</summary>
    public void Reject(string name, string allowed) => Note(name, this[name], allowed);

    /// <summary>Notes a problem with something that has no usable text.</summary>
    public void Reject(string name, string value, string allowed) => Note(name, value, allowed);

    private void Note(string name, string? value, string allowed)
    {
        string shown = Shorten(name);
        if (!_problems.Exists(problem => problem.Argument.Equals(shown, StringComparison.OrdinalIgnoreCase)))
        {
            _problems.Add(new ArgumentProblem(shown, value is null ? null : Shorten(value), allowed));
        }
    }

    private static string Shorten(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";
}
