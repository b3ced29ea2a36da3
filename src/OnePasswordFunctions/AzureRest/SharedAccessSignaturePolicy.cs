using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace OnePasswordFunctions.AzureRest;

/// <summary>
/// Authorises Event Hubs requests with a shared access signature made from a policy's key, renewed at half its life.
/// Unlike Storage's, this key is used as text, not base64-decoded.
/// </summary>
internal sealed class SharedAccessSignaturePolicy(Uri resource, SharedKey key, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private volatile Token? _token;

    public override void OnSendingRequest(HttpMessage message)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_token is not { } token || token.RenewAt <= now)
        {
            _token = token = new Token(Sign(now + Life), now + (Life / 2));
        }

        message.Request.Headers.SetValue("Authorization", token.Signature);
    }

    /// <summary>The value of the Authorization header until <paramref name="expiry"/>.</summary>
    public string Sign(DateTimeOffset expiry)
    {
        string scope = Uri.EscapeDataString(resource.AbsoluteUri.TrimEnd('/'));
        string expires = expiry.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Value), Encoding.UTF8.GetBytes($"{scope}\n{expires}"));
        return $"SharedAccessSignature sr={scope}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={expires}&skn={Uri.EscapeDataString(key.Name)}";
    }

    private sealed record Token(string Signature, DateTimeOffset RenewAt);
}
