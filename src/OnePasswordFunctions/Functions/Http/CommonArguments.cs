using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Reads the kinds of arguments that several functions take. One that can not be used is noted with what is allowed.</summary>
internal static class CommonArguments
{
    /// <summary>A feed, by any of its names; null when there is none such.</summary>
    public static EventFeed? ReadFeed(this RequestArguments arguments, string name)
    {
        if (!EventFeed.TryParse(arguments[name], out EventFeed? feed))
        {
            arguments.Reject(name, "required; " + string.Join(", ", EventFeed.All.Select(known => $"'{known.DisplayName}' (or {known.Name})")));
        }

        return feed;
    }

    /// <summary>A time that has passed at <paramref name="now"/>; null when none is given.</summary>
    public static DateTimeOffset? ReadTime(this RequestArguments arguments, string name, DateTimeOffset now)
    {
        if (arguments[name] is not { } text)
        {
            return null;
        }

        if (!FromDate.TryParse(text, now, out DateTimeOffset time))
        {
            arguments.Reject(name, FromDate.Allowed);
        }

        return time;
    }

    /// <summary>A yes or no; no when it is not given.</summary>
    public static bool ReadFlag(this RequestArguments arguments, string name)
    {
        bool flag = false;
        if (arguments[name] is { } text && !bool.TryParse(text, out flag))
        {
            arguments.Reject(name, "true or false");
        }

        return flag;
    }
}
