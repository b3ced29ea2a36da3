using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace OnePasswordFunctions.AzureRest;

/// <summary>Signs Table Storage requests with the account's key ("Authorize with Shared Key", the Lite form for tables).</summary>
internal sealed class SharedKeyLitePolicy(SharedKey key, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    private readonly byte[] _key = Convert.FromBase64String(key.Value);

    public override void OnSendingRequest(HttpMessage message)
    {
        string date = time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        message.Request.Headers.SetValue("x-ms-date", date);
        message.Request.Headers.SetValue("Authorization", $"SharedKeyLite {key.Name}:{Sign(date, message.Request.Uri.ToUri().AbsolutePath)}");
    }

    /// <summary>The signature of a request sent at <paramref name="date"/> (RFC 1123) to <paramref name="path"/>, as encoded on the wire.</summary>
    public string Sign(string date, string path) =>
        Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{date}\n/{key.Name}{path}")));
}
