using System.Globalization;
using System.Security;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Writes errors as the service does: XML in the body, and the same again in the reason phrase.</summary>
internal static class HubErrors
{
    public static Task WriteAsync(HttpContext context, HubError error, DateTimeOffset now)
    {
        string text = error.SubCode == 0 ? error.Detail : $"SubCode={error.SubCode}: {error.Detail}";
        // A reason phrase is one line of ASCII.
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = string.Concat(text.Select(character => character is >= ' ' and <= '~' ? character : '?'));
        string tracked = string.Create(
            CultureInfo.InvariantCulture,
            $"{text}. TrackingId:{Guid.NewGuid()}_G0, SystemTracker:{context.Request.Host.Host}:{context.Request.Path}, Timestamp:{now:yyyy-MM-ddTHH:mm:ss}");
        string xml = $"<Error><Code>{error.Status}</Code><Detail>{SecurityElement.Escape(tracked)}</Detail></Error>";
        return FaultResponder.WriteAsync(context, error.Status, "application/xml; charset=utf-8", Encoding.UTF8.GetBytes(xml));
    }
}
