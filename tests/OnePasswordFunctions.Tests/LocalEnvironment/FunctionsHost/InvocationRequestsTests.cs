using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class InvocationRequestsTests
{
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2026, 11, 26, 10, 57, 0, TimeSpan.Zero));

    [Fact]
    public void CreateTimer_WithStatus_IsTheHostsJson()
    {
        InvocationRequest request = CreateTimer("0 */5 * * * *", new ScheduleStatus(At("11:00:00.0023429"), At("11:05:00"), At("11:00:00.0023429")), isPastDue: false);

        ParameterBinding data = Assert.Single(request.InputData);
        Assert.Equal("timer", data.Name);
        Assert.Equal("""
            {"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-11-26T11:00:00.0023429+00:00","Next":"2026-11-26T11:05:00+00:00","LastUpdated":"2026-11-26T11:00:00.0023429+00:00"},"IsPastDue":false}
            """, data.Data.Json);
        Assert.Equal("42", request.FunctionId);
        Assert.True(Guid.TryParse(request.InvocationId, out _));
        Assert.Null(request.RetryContext);
    }

    [Fact]
    public void CreateTimer_NeverFired_SaysTheFirstMomentOfTheCalendar() =>
        Assert.Contains("\"Last\":\"0001-01-01T00:00:00+00:00\"", CreateTimer("0 * * * * *", new ScheduleStatus(default, At("11:05:00"), default), isPastDue: false).InputData[0].Data.Json, StringComparison.Ordinal);

    [Fact]
    public void CreateTimer_IntervalWithoutStatusAndLate_SaysSo() =>
        Assert.Equal("""{"Schedule":{"AdjustForDST":false},"ScheduleStatus":null,"IsPastDue":true}""", CreateTimer("00:00:30", status: null, isPastDue: true).InputData[0].Data.Json);

    [Fact]
    public void CreateTimer_ManualStart_CarriesTheInput()
    {
        InvocationRequest scheduled = CreateTimer("0 * * * * *", status: null, isPastDue: false);
        InvocationRequest manual = CreateTimer("0 * * * * *", status: null, isPastDue: false, input: "go");

        Assert.Equal("11/26/2026 10:57:00", Assert.Single(scheduled.TriggerMetadata).Value.String);
        Assert.Equal("go", manual.TriggerMetadata["timer"].String);
    }

    [Fact]
    public void CreateTimer_Trace_IsNewAndSampled()
    {
        string parent = CreateTimer("0 * * * * *", status: null, isPastDue: false).TraceContext.TraceParent;

        Assert.Equal((55, "-01"), (parent.Length, parent[^3..]));
    }

    [Fact]
    public void CreateHttp_Request_HasEmptyDataAndWhatParametersAreBoundFrom()
    {
        HttpRequest http = new DefaultHttpContext().Request;
        http.QueryString = new QueryString("?code=secret&name=x");
        http.Headers["x-functions-key"] = "key";
        http.Headers.TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
        http.RouteValues["count"] = 7;

        InvocationRequest request = InvocationRequests.CreateHttp(new FunctionDefinition(new FunctionMetadata { Name = "Lines" }) { BindingName = "req" }, http);

        Assert.Equal(new TypedData { Http = new RpcHttp() }, Assert.Single(request.InputData).Data);
        Assert.Equal(["count", "Headers", "name", "Query"], request.TriggerMetadata.Keys.Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(("x", "7"), (request.TriggerMetadata["name"].String, request.TriggerMetadata["count"].String));
        Assert.Equal("""{"code":"secret","name":"x"}""", request.TriggerMetadata["Query"].Json);
        Assert.Contains("\"x-functions-key\":\"key\"", request.TriggerMetadata["Headers"].Json, StringComparison.Ordinal);
        Assert.Equal(http.Headers.TraceParent, request.TraceContext.TraceParent);
    }

    private static InvocationRequest CreateTimer(string schedule, ScheduleStatus? status, bool isPastDue, string? input = null)
    {
        var function = new FunctionDefinition(new FunctionMetadata { Name = "Tick", FunctionId = "42" }) { BindingName = "timer", Schedule = TimerSchedule.Parse(schedule) };
        return InvocationRequests.CreateTimer(function, status, isPastDue, input, Clock);
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2026-11-26T{time}+00:00", null);
}
