using Azure.Core;
using Azure.Core.Pipeline;
using OnePasswordFunctions.AzureRest;

namespace OnePasswordFunctions.Tests.AzureRest;

public sealed class AzureErrorTests
{
    private const string Signature = "B38W68NFzrRdF+HtqwWDcBsvXzeWvLfwWuW5oeQTwc1=";

    [Theory]
    [InlineData("The MAC signature found in the HTTP request '" + Signature + "' is not the same as any computed signature.", "The MAC signature found in the HTTP request '[hidden]' is not the same as any computed signature.")]
    [InlineData("Bad: SharedAccessSignature sr=http%3A%2F%2Fa&sig=B38W%2B&se=1&skn=n", "Bad: [hidden]")]
    [InlineData("Bad: SharedKeyLite contoso:" + Signature, "Bad: [hidden]")]
    [InlineData("Bad: Bearer a.b.c", "Bad: [hidden]")]
    [InlineData("at /hub?sv=1&sig=B38W%2B", "at /hub?sv=1&[hidden]")]
    [InlineData("B38W68NFzrRdF\\u002BHtq3WwDcBsvXzeWvLfwWuW5oeQTwc=", "[hidden]")]
    [InlineData("The token is bad. TrackingId:0f5b2c7e-8a4d-4b1c-9d2e-1a2b3c4d5e6f_G12, Timestamp:2026-03-14T09:00:00", "The token is bad. TrackingId:0f5b2c7e-8a4d-4b1c-9d2e-1a2b3c4d5e6f_G12, Timestamp:2026-03-14T09:00:00")]
    [InlineData("No such hub 'onepassword-events' in contoso.servicebus.windows.net.", "No such hub 'onepassword-events' in contoso.servicebus.windows.net.")]
    public async Task Describe_DetailQuotesWhatWasSigned_HidesThatAndKeepsTheRest(string detail, string expected)
    {
        using HttpMessage message = await AnswerAsync($"<Error><Code>40103</Code><Detail>{System.Net.WebUtility.HtmlEncode(detail).Replace("&#39;", "'", StringComparison.Ordinal)}</Detail></Error>");

        string said = System.Net.WebUtility.HtmlDecode(AzureError.Describe(message.Response));

        Assert.Equal(" 40103: " + expected, said);
    }

    private static async Task<HttpMessage> AnswerAsync(string body)
    {
        HttpPipeline pipeline = AzurePipeline.Create(new FixedAuthorizationPolicy("test"), new FixedAnswer(body));
        HttpMessage message = pipeline.CreateMessage();
        message.Request.Uri.Reset(new Uri("https://contoso.servicebus.windows.net/"));
        await pipeline.SendAsync(message, CancellationToken.None);
        return message;
    }

    private sealed class FixedAnswer(string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.Unauthorized) { Content = new StringContent(body) });
    }
}
