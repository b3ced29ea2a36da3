using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>Whether the token is good for what is configured: what the API says of it, and what it says of itself.</summary>
internal sealed class TokenChecks(IEventsApi api, EventsApiOptions options, IngestionOptions ingestion, CheckRunner runner, TimeProvider time)
{
    private static readonly TimeSpan SoonExpired = TimeSpan.FromDays(14);

    private readonly TokenClaims? _claims = ingestion.Token;
    private readonly TokenRegion _region = TokenRegion.Judge(ingestion.Token, options.ServerUrl);

    /// <summary>What to do when the API refuses the token.</summary>
    public string RefusalAdvice => _region switch
    {
        { Match: TokenRegionMatch.Same } => $"Revoked or expired token, since its region is right (this token's aud is {_region.Issuer}). Issue a new token.",
        { Issuer: { } issuer } =>
            $"Wrong region or revoked token: this token's aud is {issuer}, OnePassword__ServerUrl is {options.ServerUrl.Authority}. Correct the URL or issue a new token.",
        _ => "Wrong region, revoked token, or a token of something else. Correct OnePassword__ServerUrl or issue a new token in an Events Reporting integration.",
    };

    /// <summary>The check that asks the API, then those that need no request.</summary>
    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(bool isReachable, CancellationToken cancellationToken)
    {
        TokenIntrospection? introspection = null;
        ConnectionCheck accepted = !isReachable
            ? ConnectionCheck.Skipped(CheckNames.Token, "The API can not be reached.")
            : await runner.RunAsync(CheckNames.Token, async token =>
            {
                (CheckFinding finding, introspection) = await IntrospectAsync(token);
                return finding;
            }, cancellationToken);
        return
        [
            accepted,
            new ConnectionCheck(CheckNames.TokenExpiry, CheckExpiry(), TimeSpan.Zero),
            new ConnectionCheck(CheckNames.TokenFeatures, CheckFeatures(introspection), TimeSpan.Zero),
            new ConnectionCheck(CheckNames.TokenRegion, CheckRegion(), TimeSpan.Zero),
        ];
    }

    private async Task<(CheckFinding Finding, TokenIntrospection? Introspection)> IntrospectAsync(CancellationToken cancellationToken)
    {
        try
        {
            TokenIntrospection introspection = await api.IntrospectAsync(cancellationToken);
            string account = introspection.AccountUuid is { } uuid ? $" It belongs to the account {uuid}." : "";
            return (CheckFinding.Ok($"The API accepts the token.{account}"), introspection);
        }
        catch (IngestionException failure) when (failure.Failure == IngestionFailure.Unauthorized)
        {
            return (CheckFinding.Failed($"The API refused the token ({failure.Status}).", $"{failure.Status}: {RefusalAdvice}"), null);
        }
    }

    private CheckFinding CheckExpiry()
    {
        if (_claims is null)
        {
            return CheckFinding.Skipped("The token is not a JSON Web Token, so it does not say when it expires.");
        }

        if (_claims.ExpiresAt is not { } expiry)
        {
            return CheckFinding.Ok("The token does not expire.");
        }

        TimeSpan left = expiry - time.GetUtcNow();
        string day = $"{expiry:yyyy-MM-dd HH:mm} UTC";
        return left <= TimeSpan.Zero ? CheckFinding.Failed($"The token expired at {day}.", "Issue a new token and put it in place of this one; the position stays.")
            : left < SoonExpired ? CheckFinding.Ok($"The token expires soon: {left.TotalDays:0.0} days left, at {day}. Issue its successor now.")
            : CheckFinding.Ok($"{left.TotalDays:0} days left, until {day}.");
    }

    private CheckFinding CheckFeatures(TokenIntrospection? introspection)
    {
        IReadOnlyList<string> features = introspection?.Features ?? _claims?.Features ?? [];
        if (features.Count == 0 && introspection is null)
        {
            return CheckFinding.Skipped("Neither the API nor the token says which event types it includes.");
        }

        string[] missing = [.. ingestion.EnabledFeeds.Where(feed => !features.Contains(feed.Name, StringComparer.OrdinalIgnoreCase)).Select(feed => feed.Name)];
        string seen = $"The token includes {(features.Count == 0 ? "no event type" : string.Join(", ", features))}.";
        return missing.Length == 0
            ? CheckFinding.Ok(seen)
            : CheckFinding.Failed($"{seen} Configured and missing: {string.Join(", ", missing)}.",
                "Issue a token that includes these event types (a token does not gain them later), or take them out of OnePassword__EventTypes.");
    }

    private CheckFinding CheckRegion() => _region.Match switch
    {
        TokenRegionMatch.NotSaid => CheckFinding.Skipped("The token does not say which region issued it."),
        TokenRegionMatch.Legacy => CheckFinding.Skipped("The token is of an old kind that names no region; a new one would."),
        TokenRegionMatch.Same => CheckFinding.Ok($"The token was issued by {_region.Issuer}, where OnePassword__ServerUrl points."),
        TokenRegionMatch.LocalServer => CheckFinding.Skipped($"The token was issued by {_region.Issuer}; the server is one on this machine."),
        TokenRegionMatch.Other => CheckFinding.Failed($"The token was issued by {_region.Issuer}, but OnePassword__ServerUrl points to {options.ServerUrl.Host}.",
            $"Set OnePassword__ServerUrl to https://{_region.Issuer}, or use a token of {options.ServerUrl.Host}."),
        _ => CheckFinding.Skipped("The token names no server that is known as 1Password's, so nothing follows for the region."),
    };
}
