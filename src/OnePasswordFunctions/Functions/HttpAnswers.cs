using OnePasswordFunctions.Functions.Http;
using OnePasswordFunctions.Functions.Http.Connection;
using OnePasswordFunctions.Functions.Http.Events;
using OnePasswordFunctions.Functions.Http.Feeds;
using OnePasswordFunctions.Functions.Http.Proof;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Functions;

/// <summary>
/// What the HTTP functions share: each answer is written to the response, and nothing escapes. What answers is made with the first
/// call, so that an instance that only runs timers does not pay for it. Public because the functions are; made by the container alone.
/// </summary>
public sealed partial class HttpAnswers
{
    private readonly IServiceProvider _services;
    private readonly IReadOnlyList<string> _problems;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal HttpAnswers(IServiceProvider services, IngesterSettings settings, TimeProvider time, ILogger<HttpAnswers> logger) =>
        (_services, _problems, _time, _logger) = (services, settings.Problems, time, logger);

    internal Task GetEventsAsync(HttpContext context) => AnswerAsync(context, () =>
        _problems.Count > 0 ? BadSettings.AnswerAsync(context, _problems) : _services.GetRequiredService<GetEventsEndpoint>().AnswerAsync(context));

    internal Task ProveDeliveryAsync(HttpContext context) => AnswerAsync(context, () =>
        _problems.Count > 0 ? BadSettings.AnswerAsync(context, _problems) : _services.GetRequiredService<ProveDeliveryEndpoint>().AnswerAsync(context));

    internal Task TestConnectionAsync(HttpContext context) => AnswerAsync(context, () =>
        _problems.Count > 0
            ? TestConnectionEndpoint.AnswerBadSettingsAsync(context, _problems, _time.GetUtcNow())
            : _services.GetRequiredService<TestConnectionEndpoint>().AnswerAsync(context));

    internal Task StatusAsync(HttpContext context) => AnswerAsync(context, () =>
        _problems.Count > 0
            ? StatusEndpoint.AnswerBadSettingsAsync(context, _problems, _time.GetUtcNow())
            : _services.GetRequiredService<StatusEndpoint>().AnswerAsync(context));

    /// <summary>A caller that has gone is no error, and everything else that escapes is a defect.</summary>
    private async Task AnswerAsync(HttpContext context, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception e)
        {
            LogUnexpected(context.Request.Path.Value ?? "", e.ToString());
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            await ProblemAnswer.WriteAsync(context, StatusCodes.Status500InternalServerError, "A defect of this program",
                $"{e.GetType().Name}. Please report it with the log line that has the exception.");
        }
    }

    [LoggerMessage(501, LogLevel.Error, "{Path} ended with an exception that has no name. {Exception}")]
    private partial void LogUnexpected(string path, string exception);
}
