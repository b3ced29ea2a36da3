using System.Collections.Frozen;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Settings;

/// <summary>
/// Reads when the host fires the timers. The host reads the same settings itself; what it can not fire is a problem here, because
/// a function that never runs can not say so.
/// </summary>
internal static class ScheduleSettings
{
    /// <summary>The feeds' schedules that are good, and the proof's; null when it has none.</summary>
    public static (IReadOnlyDictionary<EventFeed, TimerSchedule> Feeds, TimerSchedule? Proof) Read(SettingReader reader)
    {
        var feeds = EventFeed.All
            .Select(feed => (Feed: feed, Schedule: Parse(reader, SettingCatalogue.Schedule(feed), reader.Required(SettingCatalogue.Schedule(feed)))))
            .Where(read => read.Schedule is not null)
            .ToFrozenDictionary(read => read.Feed, read => read.Schedule!);
        return (feeds, Parse(reader, SettingCatalogue.ProofSchedule, reader.Text(SettingCatalogue.ProofSchedule)));
    }

    private static TimerSchedule? Parse(SettingReader reader, Setting setting, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (!TimerSchedule.TryParse(text, out TimerSchedule? schedule, out string? why))
        {
            reader.Reject(setting, text, why);
        }
        else if (schedule.Interval > TimeSpan.Zero && reader.OfPlatform("WEBSITE_SKU") is "FlexConsumption" or "Dynamic")
        {
            reader.Caution($"{setting.Name} is an interval, which the host fires reliably on Premium and dedicated plans only. Write it as an NCRONTAB expression.");
        }

        return schedule;
    }
}
