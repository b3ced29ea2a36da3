using Amqp;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>What one connection's <c>$cbs</c> and <c>$management</c> answer.</summary>
/// <param name="services">What all connections share.</param>
/// <param name="tokens">The connection's tokens.</param>
/// <param name="cut">Resets the connection.</param>
internal sealed class NodeAnswers(HubServices services, ConnectionTokens tokens, Action cut)
{
    /// <summary>The token that the client put last, whatever was answered.</summary>
    public string NewestToken { get; private set; } = "";

    public Message? PutToken(Message request)
    {
        NewestToken = request.Body as string ?? "";
        string audience = request.ApplicationProperties?["name"] as string ?? "";
        string path = HubAddress.PathOf(audience);
        ActiveFault? fault = services.Faults.Take(path.Split('/')[0], RequestKind.Token);
        if (fault is not null)
        {
            return AnswerFault(fault);
        }

        DateTimeOffset? expiry = services.Tokens.Check(request.ApplicationProperties?["type"] as string, NewestToken, audience, out string refusal);
        if (expiry is null)
        {
            return RequestNode.Status(401, Quote(refusal));
        }

        tokens.Put(path, expiry.Value);
        return RequestNode.Status(202, "Accepted");
    }

    public Message? Manage(Message request)
    {
        string hub = request.ApplicationProperties?["name"] as string ?? "";
        return services.Faults.Take(hub, RequestKind.Manage) is { } fault ? AnswerFault(fault) : services.Management.Answer(request);
    }

    private Message? AnswerFault(ActiveFault fault)
    {
        if (fault.Spec.Kind is FaultKind.ResetBefore or FaultKind.LoseResponse)
        {
            cut();
        }

        int status = fault.Spec.Kind switch
        {
            FaultKind.Unauthorized => 401,
            FaultKind.NotFound => 404,
            FaultKind.Busy => 503,
            _ => 500,
        };
        return HubRefusals.Find(fault.Spec.Kind) is { } error ? RequestNode.Status(status, Quote(error.Description)) : null;
    }

    private string Quote(string refusal) => services.Options.QuotesTokens ? $"{refusal} {NewestToken}" : refusal;
}
