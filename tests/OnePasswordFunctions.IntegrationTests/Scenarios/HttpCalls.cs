using System.Net;
using System.Text;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>Calls the HTTP functions as a person does: over HTTP through the host, with the function key.</summary>
internal static class HttpCalls
{
    private const int MostTries = 3;

    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(4) };

    // The invocation gives up 15 seconds after it began, and its lines are on their way for a while.
    private static readonly TimeSpan MissIsLogged = TimeSpan.FromSeconds(30);

    /// <summary>
    /// GET below <c>/api/</c>. A request and its invocation reach the worker on two ways. When they miss each other for 5 seconds, which a
    /// machine that does far too much brings about, the worker's library answers with an empty 500, says so, and the function has not run:
    /// docs/http.md tells people to ask again, and so does this.
    /// </summary>
    public static async Task<HttpAnswer> GetAsync(this IngestionScenario scenario, string pathAndQuery, string? accept = null)
    {
        int missed = scenario.CountMissed();
        for (int tries = 1; ; tries++)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(scenario, pathAndQuery));
            if (accept is not null)
            {
                request.Headers.TryAddWithoutValidation("Accept", accept);
            }

            HttpAnswer answer = await scenario.SendAsync(request);
            bool isEmpty = answer.Status == HttpStatusCode.InternalServerError && answer.Body.Length == 0;
            if (!isEmpty || tries == MostTries || !await Eventually.BecomesTrueAsync(() => scenario.CountMissed() > missed, MissIsLogged))
            {
                return answer;
            }

            missed = scenario.CountMissed();
        }
    }

    /// <summary>POST of a JSON body below <c>/api/</c>.</summary>
    public static Task<HttpAnswer> PostAsync(this IngestionScenario scenario, string path, string json) => scenario.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, AddressOf(scenario, path)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { { "Content-Type", "application/json" } } } });

    /// <summary>GET below <c>/api/</c>, of which only the head has come; the caller reads and disposes the rest.</summary>
    public static async Task<HttpResponseMessage> OpenAsync(this IngestionScenario scenario, string pathAndQuery, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(scenario, pathAndQuery)) { Headers = { { "x-functions-key", scenario.FunctionKey } } };
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>Any request; it gets the scenario's key unless it carries one.</summary>
    public static async Task<HttpAnswer> SendAsync(this IngestionScenario scenario, HttpRequestMessage message)
    {
        using HttpRequestMessage request = message;
        if (!request.Headers.Contains("x-functions-key") && !request.RequestUri!.Query.Contains("code=", StringComparison.Ordinal))
        {
            request.Headers.Add("x-functions-key", scenario.FunctionKey);
        }

        using HttpResponseMessage response = await Client.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        var answer = new HttpAnswer(response.StatusCode, headers, await response.Content.ReadAsStringAsync());
        scenario.Log.Keep(WrittenKind.HttpAnswer, string.Join('\n', headers.Select(header => $"{header.Key}: {header.Value}")));
        scenario.Log.Keep(WrittenKind.HttpAnswer, answer.Body);
        return answer;
    }

    private static int CountMissed(this IngestionScenario scenario) =>
        scenario.Log.Entries.Count(entry => $"{entry.Text} {entry.Exception}".Contains("Timed out waiting for the function", StringComparison.Ordinal));

    /// <summary>The address of a function of the scenario's newest host.</summary>
    public static Uri AddressOf(IngestionScenario scenario, string pathAndQuery) => new(scenario.Host.BaseAddress, "/api/" + pathAndQuery);
}
