using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Proof;

/// <summary>What the app itself says about its delivery: its function <c>prove-delivery</c>, which knows nothing of this environment's own books.</summary>
/// <param name="functions">The address of the Functions host.</param>
internal sealed class ProductProof(Uri functions)
{
    /// <summary>As far back as the simulator's events reach, and no further than a first run does.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromDays(2);

    /// <summary>Asks for a proof of each feed; a line for each, and whether none finds a fault. A hub that has dropped messages can be proven in part only.</summary>
    public async Task<(bool IsProven, IReadOnlyList<string> Lines)> AskAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = functions, Timeout = TimeSpan.FromMinutes(4) };
        var lines = new List<string>();
        bool isProven = true;
        foreach (SimulatedFeed feed in SimulatedFeed.All)
        {
            string period = string.Create(CultureInfo.InvariantCulture, $"from_date={now - Period:yyyy-MM-dd'T'HH:mm:ss}Z&to_date={now:yyyy-MM-dd'T'HH:mm:ss}Z");
            using HttpResponseMessage response = await client.GetAsync($"/api/prove-delivery?event_type={feed.Name}&{period}", cancellationToken);
            JsonObject? proof = response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken) : null;
            isProven &= (string?)proof?["status"] is "proven" or "partial";
            lines.Add($"{feed.Name,-14}: {(proof is null ? $"prove-delivery answered {(int)response.StatusCode}" : Describe(proof))}");
        }

        return (isProven, lines);
    }

    private static string Describe(JsonObject proof)
    {
        JsonNode? stream = proof["streams"]?.AsArray().FirstOrDefault(stream => (bool)stream!["current"]!);
        string numbers = stream is null ? "" : string.Create(CultureInfo.InvariantCulture, $", numbers {(long)stream["first"]!:N0} to {(long)stream["last"]!:N0} with {(long)stream["missing"]!:N0} missing");
        return string.Create(CultureInfo.InvariantCulture,
            $"prove-delivery says {(string?)proof["status"]}: served {(long)proof["served"]!:N0}, once in the hub {(long)proof["once"]!:N0}, missing {(long)proof["missing"]!:N0}, repeated {(long)proof["repeated"]!:N0}, altered {(long)proof["altered"]!:N0}{numbers}");
    }
}
