using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Where a batch is sent: <c>/{hub}/messages</c>, <c>/{hub}/partitions/{id}/messages</c> or <c>/{hub}/publishers/{id}/messages</c>.</summary>
internal static class HubRoute
{
    /// <summary>The hub's name, or null when the path is none of the three.</summary>
    public static string? ReadHub(PathString path)
    {
        string[] segments = (path.Value ?? "").Split('/');
        bool isSend = segments is ["", not "", "messages"] or ["", not "", "partitions" or "publishers", not "", "messages"];
        return isSend ? segments[1] : null;
    }

    /// <summary>Null when the rest of the address and the headers are as the contract says.</summary>
    public static HubError? Check(HttpRequest request, int partitions)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            return new HubError(405, 0, $"{request.Method} is not supported here; send with POST");
        }

        string[] segments = request.Path.Value!.Split('/');
        if (segments is [_, _, "partitions", string id, _]
            && (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int partition) || partition >= partitions))
        {
            return HubError.Malformed($"There is no partition '{id}'; there are partitions 0 to {partitions - 1}");
        }

        if (request.Query["api-version"] != "2014-01")
        {
            return HubError.Malformed("The query needs api-version=2014-01");
        }

        string timeout = request.Query["timeout"].ToString();
        if (timeout.Length > 0 && (!int.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) || seconds is < 1 or > 3600))
        {
            return HubError.Malformed($"timeout={timeout} is not a number of seconds from 1 to 3600");
        }

        // Any other type, or a parameter after it, makes the service take the whole body for one message.
        return request.ContentType == "application/vnd.microsoft.servicebus.json"
            ? null
            : HubError.Malformed("The Content-Type must be exactly application/vnd.microsoft.servicebus.json, without parameters");
    }
}
