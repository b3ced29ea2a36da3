using Azure.Core;
using Azure.Core.Pipeline;

namespace OnePasswordFunctions.Tests.Functions.Http;

/// <summary>Signs nothing; for pipelines that end in this process.</summary>
internal sealed class NoAuthorization : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
    }
}
