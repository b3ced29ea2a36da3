using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Errors as the API really sends them: an object <c>Error</c> with a message that is no more than the status text.</summary>
internal static class ApiErrors
{
    public static Task WriteAsync(HttpContext context, int status)
        => FaultResponder.WriteAsync(
            context,
            status,
            "application/json; charset=utf-8",
            Encoding.UTF8.GetBytes($$$"""{"Error":{"Message":"{{{ReasonPhrases.GetReasonPhrase(status)}}}"}}"""));
}
