using Azure.Core;
using Azure.Core.Pipeline;

namespace OnePasswordFunctions.AzureRest;

/// <summary>Adds a ready-made Storage shared access signature to the query, where Storage expects it.</summary>
internal sealed class QuerySignaturePolicy(string signature) : HttpPipelineSynchronousPolicy
{
    private readonly string _query = signature.TrimStart('?');

    public override void OnSendingRequest(HttpMessage message)
    {
        string url = message.Request.Uri.ToString();
        if (!url.Contains(_query, StringComparison.Ordinal))
        {
            message.Request.Uri.Reset(new Uri(url + (url.Contains('?', StringComparison.Ordinal) ? '&' : '?') + _query));
        }
    }
}
