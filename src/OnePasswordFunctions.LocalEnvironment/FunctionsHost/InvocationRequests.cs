using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf.Collections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Puts together what an invocation tells the worker.</summary>
internal static class InvocationRequests
{
    /// <param name="status">The schedule status to tell, or null.</param>
    /// <param name="isPastDue">Whether to say that the run is late.</param>
    /// <param name="input">The text that a manual start carries; null for a scheduled one.</param>
    public static InvocationRequest CreateTimer(FunctionDefinition function, ScheduleStatus? status, bool isPastDue, string? input, TimeProvider timeProvider)
    {
        var timer = new { Schedule = new { AdjustForDST = function.Schedule!.Cron is not null }, ScheduleStatus = status, IsPastDue = isPastDue };
        InvocationRequest request = Create(function, Json(timer), traceParent: null);
        request.TriggerMetadata["TimerTrigger"] = Text(timeProvider.GetUtcNow().DateTime.ToString(CultureInfo.InvariantCulture));
        if (input is not null)
        {
            request.TriggerMetadata[function.BindingName] = Text(input);
        }

        return request;
    }

    /// <summary>The data is empty, since the request itself is forwarded; what the function's other parameters are bound from goes beside it.</summary>
    public static InvocationRequest CreateHttp(FunctionDefinition function, HttpRequest http)
    {
        InvocationRequest request = Create(function, new TypedData { Http = new RpcHttp() }, http.Headers.TraceParent);
        MapField<string, TypedData> metadata = request.TriggerMetadata;
        metadata.MergeFrom(http.Query.Where(parameter => parameter.Key != "code").ToDictionary(parameter => parameter.Key, parameter => Text(parameter.Value.ToString())));
        metadata.MergeFrom(http.RouteValues.ToDictionary(part => part.Key, part => Text(Convert.ToString(part.Value, CultureInfo.InvariantCulture) ?? "")));
        metadata["Query"] = Map(http.Query);
        metadata["Headers"] = Map(http.Headers);
        return request;
    }

    private static InvocationRequest Create(FunctionDefinition function, TypedData data, string? traceParent)
    {
        var request = new InvocationRequest { InvocationId = Guid.NewGuid().ToString(), FunctionId = function.Metadata.FunctionId };
        request.InputData.Add(new ParameterBinding { Name = function.BindingName, Data = data });
        request.TraceContext = new TraceContext { TraceParent = string.IsNullOrEmpty(traceParent) ? $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01" : traceParent };
        return request;
    }

    private static TypedData Text(string text) => new() { String = text };

    private static TypedData Map(IEnumerable<KeyValuePair<string, StringValues>> map) => Json(map.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()));

    private static TypedData Json<T>(T value) => new() { Json = JsonSerializer.Serialize(value, ScheduleStatus.Json) };
}
