using Microsoft.AspNetCore.Http;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>A page that is about to be sent.</summary>
internal sealed class ServedPage
{
    private readonly PageBody? _body;
    private readonly byte[]? _rendered;

    /// <summary>A page to be rendered while it is sent.</summary>
    public ServedPage(SimulatedFeed feed, IReadOnlyList<EventReference> events, PageBody body)
    {
        Feed = feed;
        Events = events;
        _body = body;
    }

    /// <summary>A page whose bytes are there already.</summary>
    public ServedPage(SimulatedFeed feed, IReadOnlyList<EventReference> events, byte[] rendered)
    {
        Feed = feed;
        Events = events;
        _rendered = rendered;
    }

    public SimulatedFeed Feed { get; }

    /// <summary>The events that a reader of the page gets to see.</summary>
    public IReadOnlyList<EventReference> Events { get; }

    public int ItemCount => Events.Count;

    /// <summary>The number of bytes.</summary>
    public long Length => _rendered?.Length ?? _body!.Length;

    /// <summary>The whole page as bytes.</summary>
    public byte[] Rendered() => _rendered ?? _body!.ToArray();

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentLength = Length;
        if (_rendered is not null)
        {
            await PageBody.WriteAsync(context.Response.BodyWriter, _rendered, context.RequestAborted);
        }
        else
        {
            await _body!.WriteAsync(context.Response.BodyWriter, context.RequestAborted);
        }
    }
}
