using OnePasswordFunctions.Diagnostics.Connection;
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

    internal Task GetEventsAsync(HttpContext context) => AnswerAsync(context, () => _services.GetRequiredService<GetEventsEndpoint>().AnswerAsync(context));

    internal Task ProveDeliveryAsync(HttpContext context) => AnswerAsync(context, () => _services.GetRequiredService<ProveDeliveryEndpoint>().AnswerAsync(context));

    internal Task TestConnectionAsync(HttpContext context) => AnswerAsync(
        context,
        () => _services.GetRequiredService<TestConnectionEndpoint>().AnswerAsync(context),
        () => ConnectionAnswer.Of(ConnectionReport.ForBadSettings(_problems, _time.GetUtcNow())));

    internal Task StatusAsync(HttpContext context) => AnswerAsync(
        context,
        () => _services.GetRequiredService<StatusEndpoint>().AnswerAsync(context),
        () => StatusReport.ForBadSettings(_problems, _time.GetUtcNow()).ToAnswer());

    /// <summary>Answers, or says that the settings are bad: as <paramref name="sayBadSettings"/> does, in the form that the request asks for.</summary>
    private async Task AnswerAsync(HttpContext context, Func<Task> answer, Func<Answer>? sayBadSettings = null)
    {
        try
        {
            await (_problems.Count == 0 ? answer()
                : sayBadSettings is null ? SettingsProblems.Answer(_problems).WriteErrorAsync(context)
                : sayBadSettings().WriteAsync(context, Answer.ChooseFormat(RequestArguments.FromQuery(context.Request, AnswerFormats.Argument), context.Request)));
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // A caller that has gone is no error.
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

            var problem = new Problem(StatusCodes.Status500InternalServerError, "A defect of this program", $"{e.GetType().Name}. Please report it with the log line that has the exception.");
            await problem.WriteAsync(context);
        }
    }

    [LoggerMessage(501, LogLevel.Error, "{Path} ended with an exception that has no name. {Exception}")]
    private partial void LogUnexpected(string path, string exception);
}
