using System.Net;
using System.Net.Http.Headers;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>An invocation's body. Its length is not announced, so that it travels chunked, as the real host sends it.</summary>
internal sealed class InvocationContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;

    public InvocationContent(ReadOnlyMemory<byte> body)
    {
        _body = body;
        Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
    }

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context) => await stream.WriteAsync(_body);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        stream.WriteAsync(_body, cancellationToken).AsTask();

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
