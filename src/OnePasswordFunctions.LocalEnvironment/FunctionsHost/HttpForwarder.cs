using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Passes a request on to the handler as it came, for <c>enableForwardingHttpRequest</c>.</summary>
internal sealed class HttpForwarder(HttpFrontParts parts, FunctionDefinition function)
{
    public async Task ServeAsync(HttpContext context)
    {
        try
        {
            using HttpResponseMessage response = await parts.Invoker.CallAsync(function, (client, aborted) => SendAsync(context.Request, client, aborted), context.RequestAborted);
            await CopyAsync(response, context);
        }
        catch (InvocationFailedException exception)
        {
            parts.Host.Log.Error($"Executed 'Functions.{function.Name}' (Failed): {exception.Message}");
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequest original, HandlerClient client, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = await CreateRequestAsync(original, cancellationToken);
        return await client.ForwardAsync(request, Guid.NewGuid(), cancellationToken);
    }

    private async Task<HttpRequestMessage> CreateRequestAsync(HttpRequest original, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(new HttpMethod(original.Method), new Uri(original.PathBase + original.Path.ToUriComponent() + ReadQuery(original), UriKind.Relative));

        // Only a body of announced length is passed on: the host loses a chunked one.
        if (original.ContentLength > 0)
        {
            using var body = new MemoryStream();
            await original.Body.CopyToAsync(body, cancellationToken);
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach ((string name, StringValues values) in original.Headers)
        {
            if (name is "Transfer-Encoding" or "Connection" or "Keep-Alive")
            {
                continue;
            }

            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        if (parts.Options.SendTraceParent && !request.Headers.Contains("traceparent"))
        {
            request.Headers.TryAddWithoutValidation("traceparent", FunctionInvoker.CreateTraceParent());
        }

        return request;
    }

    // The host keeps the query as a dictionary: repeated keys arrive as one, joined with commas.
    private static string ReadQuery(HttpRequest original)
    {
        var query = new QueryBuilder();
        foreach ((string name, StringValues values) in original.Query)
        {
            query.Add(name, string.Join(',', values.ToArray()));
        }

        return query.ToQueryString().Value ?? "";
    }

    private static async Task CopyAsync(HttpResponseMessage response, HttpContext context)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach ((string name, IEnumerable<string> values) in response.Headers.NonValidated.Select(header => (header.Key, header.Value.Select(value => value)))
            .Concat(response.Content.Headers.NonValidated.Select(header => (header.Key, header.Value.Select(value => value)))))
        {
            if (name is not ("Transfer-Encoding" or "Connection" or "Keep-Alive"))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        byte[] body = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (body.Length > 0)
        {
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
