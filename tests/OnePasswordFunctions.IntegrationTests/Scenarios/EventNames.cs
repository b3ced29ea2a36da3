using System.Reflection;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>The names of the app's event ids: the host gets an event's name in place of its number.</summary>
internal static class EventNames
{
    private static readonly Dictionary<int, string> Names = typeof(FeedIngester).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Select(method => (method.Name, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
        .Where(pair => pair.Message is not null)
        .ToDictionary(pair => pair.Message!.EventId, pair => pair.Message!.EventName ?? pair.Name);

    public static string Of(int eventId) => Names[eventId];
}
