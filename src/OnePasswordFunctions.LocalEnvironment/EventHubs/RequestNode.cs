using System.Collections.Concurrent;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>A node that answers requests, each on the link whose target the request names as reply-to.</summary>
/// <param name="answer">Makes the answer; null leaves the request without one.</param>
internal sealed class RequestNode(Func<Message, Task<Message?>> answer)
{
    private const int Credit = 100;

    private readonly ConcurrentDictionary<string, ListenerLink> _replies = new(StringComparer.Ordinal);

    public void Attach(ListenerLink link, Attach attach)
    {
        if (link.Role)
        {
            link.InitializeReceiver(Credit, (_, message, _, _) => _ = AnswerAsync(link, (RawMessage)message), null);
            return;
        }

        string address = (attach.Target as Target)?.Address ?? "";
        _replies[address] = link;
        link.InitializeSender((_, _, _) => { }, (_, _, _, _) => { }, null);
        link.AddClosedCallback((_, _) => _replies.TryRemove(address, out _));
    }

    /// <summary>The beginning of an answer: a status that <c>$cbs</c> and <c>$management</c> both know.</summary>
    public static Message Status(int code, string description) => new()
    {
        ApplicationProperties = new ApplicationProperties { Map = { ["status-code"] = code, ["status-description"] = description } },
    };

    private async Task AnswerAsync(ListenerLink link, RawMessage message)
    {
        Message request = message.Decode();
        link.DisposeMessage(message, new Accepted(), settled: true);
        if (await answer(request) is { } reply && _replies.TryGetValue(request.Properties?.ReplyTo ?? "", out ListenerLink? replyLink))
        {
            reply.Properties = new Properties();
            reply.Properties.SetCorrelationId(request.Properties!.GetMessageId());
            replyLink.SendMessage(reply);
        }
    }
}
