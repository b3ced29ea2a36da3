using Azure.Core;
using Azure.Core.Pipeline;

namespace OnePasswordFunctions.AzureRest;

/// <summary>Sends a ready-made Event Hubs shared access signature.</summary>
internal sealed class FixedAuthorizationPolicy(string authorization) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message) => message.Request.Headers.SetValue("Authorization", authorization);
}
