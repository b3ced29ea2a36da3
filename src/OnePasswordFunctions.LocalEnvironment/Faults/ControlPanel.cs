using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
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
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly Dictionary<string, Func<ControlRequest, object>> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _help = new(StringComparer.Ordinal);

    /// <summary>A panel with the list of its paths, and the paths for faults.</summary>
    public ControlPanel(FaultPlan faults, FaultVocabulary vocabulary)
    {
        Add("GET /control", "this list", _ => _help);
        Add("GET /control/faults", "the faults that are on, and all that are allowed", _ => Describe());
        Add("POST /control/faults", """switches on {"fault":"status=503,count=2"}, {"faults":[…]} or lines of text""", request =>
        {
            FaultSpec[] added = [.. request.ReadFaults().Select(text => FaultSpec.TryParse(text, vocabulary, out FaultSpec? spec, out string error) ? spec! : throw new ControlException(error))];
            foreach (FaultSpec spec in added)
            {
                faults.Add(spec);
            }

            return Describe();
        });
        Add("DELETE /control/faults", "switches all faults off and releases what they hold", _ =>
        {
            faults.Clear();
            return Describe();
        });

        object Describe() => new
        {
            faults.Struck,
            Active = faults.Active.Select(spec => spec.ToString()),
            AllowedFaults = vocabulary.KindNames,
            AllowedTargets = vocabulary.Targets.Prepend("all"),
        };
    }

    /// <summary>Adds a path.</summary>
    /// <param name="request">Method and path, with an example of its query behind.</param>
    /// <param name="does">What the list says about it.</param>
    /// <param name="answer">Does it, and gives what is answered as JSON.</param>
    public ControlPanel Add(string request, string does, Func<ControlRequest, object> answer)
    {
        _help[request] = does;
        _answers[request.Split('?')[0]] = answer;
        return this;
    }

    public async Task HandleAsync(HttpContext context)
    {
        string request = $"{context.Request.Method} {context.Request.Path}";
        try
        {
            object body = _answers.TryGetValue(request, out Func<ControlRequest, object>? answer)
                ? answer(await ControlRequest.ReadAsync(context))
                : throw new ControlException($"There is no {request}. GET /control lists what there is.", 404);
            await WriteAsync(context, 200, body);
        }
        catch (ControlException error)
        {
            await WriteAsync(context, error.Status, new { Error = error.Message });
        }
    }

    private static Task WriteAsync(HttpContext context, int status, object body) =>
        FaultResponder.WriteAsync(context, status, "application/json", JsonSerializer.SerializeToUtf8Bytes(body, Json));
}
