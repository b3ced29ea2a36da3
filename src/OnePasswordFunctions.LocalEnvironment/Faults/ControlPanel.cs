using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>A stand-in's <c>/control</c> paths, for people with curl and for tests in another process. Faults are among them.</summary>
internal sealed class ControlPanel
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        // The test projects switch the usual one off, to see what a trimmed app would do.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly Dictionary<string, Func<ControlRequest, object>> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _help = new(StringComparer.Ordinal);
    private readonly FaultPlan _faults;

    /// <summary>A panel with the list of its paths, and the paths for faults.</summary>
    public ControlPanel(FaultPlan faults)
    {
        _faults = faults;
        Add("GET /control", "this list", _ => _help);
        Add("GET /control/faults", "the faults that are on, and all that are allowed", _ => Describe());
        Add("POST /control/faults", """switches on {"fault":"status=503,count=2"}, {"faults":[…]} or lines of text""", AddFaults, Describe);
        Add("DELETE /control/faults", "switches all faults off and releases what they hold", _ => faults.Clear(), Describe);
    }

    /// <summary>Adds a path.</summary>
    /// <param name="request">Method and path, with an example of its query behind.</param>
    /// <param name="does">What the list says about it.</param>
    /// <param name="answer">Gives what is answered as JSON.</param>
    public ControlPanel Add(string request, string does, Func<ControlRequest, object> answer)
    {
        _help[request] = does;
        _answers[request.Split('?')[0]] = answer;
        return this;
    }

    /// <summary>Adds a path that changes something, and answers with the state that there is then.</summary>
    public ControlPanel Add(string request, string does, Action<ControlRequest> change, Func<object> state) => Add(request, does, asked =>
    {
        change(asked);
        return state();
    });

    public async Task HandleAsync(HttpContext context)
    {
        string request = $"{context.Request.Method} {context.Request.Path}";
        (int status, object body) = (404, new { Error = $"There is no {request}. GET /control lists what there is." });
        try
        {
            if (_answers.TryGetValue(request, out Func<ControlRequest, object>? answer))
            {
                (status, body) = (200, answer(new ControlRequest(context.Request.Query, await FaultResponder.ReadAsync(context))));
            }
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            (status, body) = (400, new { Error = error is JsonException ? $"The body is not JSON: {error.Message}" : error.Message });
        }

        await FaultResponder.WriteAsync(context, status, "application/json", JsonSerializer.SerializeToUtf8Bytes(body, Json));
    }

    private void AddFaults(ControlRequest request)
    {
        // None is switched on when one cannot be read.
        FaultSpec[] added = [.. request.ReadFaults().Select(text => FaultSpec.Parse(text, _faults.Vocabulary))];
        Array.ForEach(added, spec => _faults.Add(spec));
    }

    private object Describe() => new
    {
        _faults.Struck,
        Active = _faults.Active.Select(spec => spec.Text),
        AllowedFaults = _faults.Vocabulary.Kinds.Order(StringComparer.Ordinal),
        AllowedTargets = _faults.Vocabulary.Targets?.Prepend("all"),
    };
}
