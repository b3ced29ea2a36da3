using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed partial class InvocationBodyTests
{
    private static readonly FunctionDefinition Timer = new("timer", FunctionTrigger.Timer, "timer") { Schedule = TimerSchedule.Parse("0 * * * * *") };

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.Parse("2026-11-22T06:53:02.0361689Z", null));

    [Fact]
    public void Write_ScheduledRun_IsWhatTheRealHostWrites()
    {
        var status = new ScheduleStatus(
            DateTimeOffset.Parse("2026-11-22T06:53:01.9857534+00:00", null),
            DateTimeOffset.Parse("2026-11-22T06:54:00+00:00", null),
            DateTimeOffset.Parse("2026-11-22T06:53:01.9857534+00:00", null));

        string text = Write(status, isPastDue: false, attempt: null);

        Assert.Equal("""
            {"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-11-22T06:53:01.9857534+00:00","Next":"2026-11-22T06:54:00+00:00","LastUpdated":"2026-11-22T06:53:01.9857534+00:00"},"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"timer","UtcNow":"2026-11-22T06:53:02.0361689Z","RandGuid":"GUID"}}}
            """, text);
    }

    [Fact]
    public void Write_RetryPolicy_TellsTheAttemptAlsoTheFirstTime()
    {
        string text = Write(status: null, isPastDue: true, new RetryAttempt(0, 3, null));

        Assert.Equal("""
            {"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":true}},"Metadata":{"RetryContext":{"RetryCount":0,"MaxRetryCount":3,"Exception":null,"Instance":null,"State":{}},"sys":{"MethodName":"timer","UtcNow":"2026-11-22T06:53:02.0361689Z","RandGuid":"GUID"}}}
            """, text);
    }

    [Fact]
    public void Write_FirstRunEver_TellsTheFirstMomentOfYearOne()
    {
        string text = Write(new ScheduleStatus(default, DateTimeOffset.Parse("2026-11-22T07:54:00+01:00", null), default), isPastDue: false, attempt: null);

        Assert.Contains("""{"Last":"0001-01-01T00:00:00+00:00","Next":"2026-11-22T07:54:00+01:00","LastUpdated":"0001-01-01T00:00:00+00:00"}""", text, StringComparison.Ordinal);
    }

    private string Write(ScheduleStatus? status, bool isPastDue, RetryAttempt? attempt)
    {
        byte[] body = InvocationBody.Write(Timer, writer => InvocationBody.WriteTimer(writer, Timer.Schedule!, status, isPastDue), attempt, _clock);
        return AnyGuid().Replace(Encoding.UTF8.GetString(body), "GUID");
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex AnyGuid();
}
