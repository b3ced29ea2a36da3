using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.AzureRest;

/// <summary>Sends single requests to the Table REST API, version 2020-12-06. One attempt a call.</summary>
internal sealed class TableClient(Uri endpoint, TimeSpan attemptTimeout, HttpPipeline pipeline, TimeProvider time)
{
    /// <summary>What to do about an answer that Table Storage itself does not give.</summary>
    public const string NotItself = " Look for a proxy or gateway that answers in its place.";

    private const string ServiceVersion = "2020-12-06";

    private readonly string _base = endpoint.AbsoluteUri.TrimEnd('/') + "/";

    /// <summary>Where the tables are.</summary>
    public Uri Endpoint => endpoint;

    /// <summary>The row's version as the service wrote it: weak, with percent-escapes, to be echoed byte for byte.</summary>
    public static string GetETag(Response response) =>
        response.Headers.TryGetValue("ETag", out string? etag)
            ? etag
            : throw new IngestionException(IngestionTarget.CursorStore, IngestionFailure.StateUnavailable,
                $"Table Storage answered {response.Status} without an ETag, which it never does.{NotItself}")
            {
                IsTransient = true,
                Status = response.Status,
            };

    /// <exception cref="IngestionException">No answer came: <see cref="IngestionFailure.StateUnavailable"/>.</exception>
    public async Task<Response> SendAsync(TableRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(attemptTimeout, time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        HttpMessage message = CreateMessage(request);
        try
        {
            await pipeline.SendAsync(message, attempt.Token);
            return message.Response;
        }
        catch (Exception e) when (FromTransport(e, !cancellationToken.IsCancellationRequested) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Creates a table; one that exists already is fine.</summary>
    public async Task CreateTableAsync(string table, CancellationToken cancellationToken)
    {
        using Response response = await SendAsync(TableRequest.CreateTable(table), cancellationToken);
        if (response.Status is not (201 or 204) && AzureError.GetCode(response) != "TableAlreadyExists")
        {
            throw Failure(response, $"create the table {table}");
        }
    }

    /// <summary>Inserts or replaces a row, creating the table when it is missing.</summary>
    public async Task UpsertAsync(
        string table, string partitionKey, string rowKey, ReadOnlyMemory<byte> row, string intent, CancellationToken cancellationToken)
    {
        TableRequest request = TableRequest.Upsert(table, partitionKey, rowKey, row);
        Response response = await SendAsync(request, cancellationToken);
        if (response.Status == 404)
        {
            response.Dispose();
            await CreateTableAsync(table, cancellationToken);
            response = await SendAsync(request, cancellationToken);
        }

        using (response)
        {
            if (response.Status != 204)
            {
                throw Failure(response, intent);
            }

            _ = GetETag(response);
        }
    }

    /// <summary>The failure to <paramref name="intent"/>, as Table Storage explained it.</summary>
    public IngestionException Failure(Response response, string intent, bool? isTransient = null)
    {
        string advice = response.Status switch
        {
            401 or 403 => " The identity needs the role Storage Table Data Contributor, or the account key is wrong; a firewall can refuse too.",
            _ => AzureError.GetCode(response).Length == 0 ? NotItself : "",
        };
        return new IngestionException(IngestionTarget.CursorStore, IngestionFailure.StateUnavailable,
            $"Table Storage at {endpoint.Authority} did not {intent} ({response.Status}{AzureError.Describe(response)}).{advice}")
        {
            IsTransient = isTransient ?? response.Status is < 300 or 408 or 429 or >= 500,
            RetryAfter = RetryAfter.Read(response, time),
            Status = response.Status,
        };
    }

    private HttpMessage CreateMessage(TableRequest request)
    {
        HttpMessage message = pipeline.CreateMessage();
        message.Request.Method = request.Method;
        message.Request.Uri.Reset(new Uri(_base + request.Path));
        message.Request.Headers.SetValue("x-ms-version", ServiceVersion);
        message.Request.Headers.SetValue("Accept", "application/json;odata=nometadata");
        if (request.IfMatch is { } etag)
        {
            message.Request.Headers.SetValue("If-Match", etag);
        }

        if (!request.Body.IsEmpty)
        {
            message.Request.Headers.SetValue("Content-Type", "application/json");
            message.Request.Headers.SetValue("Prefer", "return-no-content");
            message.Request.Content = RequestContent.Create(request.Body);
        }

        return message;
    }

    private IngestionException? FromTransport(Exception exception, bool timedOut)
    {
        string? what = exception switch
        {
            OperationCanceledException when timedOut => $"did not answer within {attemptTimeout.TotalSeconds:0} s",
            AuthenticationFailedException => "got no Entra ID token; check the app's identity and CursorStorage__clientId",
            RequestFailedException or HttpRequestException or IOException or AggregateException => "could not be reached",
            _ => null,
        };
        return what is null ? null : new IngestionException(
            IngestionTarget.CursorStore, IngestionFailure.StateUnavailable, $"Table Storage at {endpoint.Authority} {what}.", exception)
        {
            IsTransient = exception is not AuthenticationFailedException,
        };
    }
}
