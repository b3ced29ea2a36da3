using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary><c>GET /api/v2/auth/introspect</c> and its deprecated first version: what a token is good for.</summary>
internal sealed class IntrospectEndpoint(SimulatorState state, FaultPlan faults, FaultResponder responder)
{
    private const string Target = "introspect";

    public async Task HandleAsync(HttpContext context, bool firstVersion, RequestRecord record)
    {
        record.Kind = RequestKind.Introspect;
        ActiveFault? fault = faults.TakeBeforeBody(Target) ?? faults.Take(Target, RequestKind.Introspect);
        record.Fault = fault?.Spec.ToString();
        if (fault is not null && await responder.TryAnswerAsync(context, fault))
        {
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET";
            await ApiErrors.WriteAsync(context, 405);
        }
        else if (fault?.Spec.Kind == FaultKind.TokenRevoked || !state.TryAuthorize(context, out TokenClaims? token))
        {
            await ApiErrors.WriteAsync(context, 401);
        }
        else
        {
            await FaultResponder.WriteAsync(context, 200, "application/json; charset=utf-8", Write(token!, firstVersion));
        }
    }

    private static ReadOnlyMemory<byte> Write(TokenClaims token, bool firstVersion)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString(firstVersion ? "UUID" : "uuid", token.Subject);
        json.WriteString(
            firstVersion ? "IssuedAt" : "issued_at",
            DateTimeOffset.FromUnixTimeSeconds(token.IssuedAt).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteStartArray(firstVersion ? "Features" : "features");
        foreach (string feature in token.Features)
        {
            json.WriteStringValue(feature);
        }

        json.WriteEndArray();
        if (!firstVersion)
        {
            json.WriteString("account_uuid", token.Account);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
