#include "diagnosis/diagnose.hpp"

#include <algorithm>
#include <array>

#include "diagnosis/rule.hpp"

namespace tw::diagnosis {
namespace {

constexpr std::array kRules{
    Rule{"look_ahead", "the sampled truncate-and-compare check found other orders", look_ahead,
         "Run 'tradewind lookahead' to see the first command that knew its future, and mend that."},
    Rule{"ruin", "the account's equity fell to zero", ruin,
         "Trade smaller, or with a stop; look at the days before the end first."},
    Rule{"implausible_metric",
         "a Sharpe ratio, profit factor, win rate or return against drawdown "
         "that no fund has kept up",
         implausible_metric,
         "Look for a mistake before you look for a broker: run 'tradewind lookahead', then "
         "'tradewind realism'."},
    Rule{"few_trades", "fewer than 30 closed trades", few_trades,
         "Test on more history, more symbols or shorter bars until there are at least 100."},
    Rule{"luck", "a positive Sharpe ratio that is above zero with less than 95 %", luck,
         "Test on more history, or treat it as a coin that came up heads."},
    Rule{"short_history", "less than two years of sessions", short_history,
         "Test on years that held a rising, a falling and a sideways market."},
    Rule{"long_warmup", "indicators that need more than a fifth of the bars to begin", long_warmup,
         "Use more history before the range, or shorter lookbacks."},
    Rule{"gaps_in_data", "sessions of the calendar without a bar: at least 1 %, or more than 20",
         gaps_in_data,
         "Run 'tradewind data check' on the file; fill the gaps from a second source, or begin "
         "after them."},
    Rule{"unexplained_split",
         "a jump that looks like a split while no corporate actions are applied", unexplained_split,
         "Give the splits with --actions, or test on --adjusted prices."},
    Rule{"one_trade", "one trade that made more than half of the profit", one_trade,
         "Take that trade out and judge what is left: it is a different strategy."},
    Rule{"one_month", "one month that made more than half of the profit of at least a year",
         one_month, "Ask what happened then, and whether it will again."},
    Rule{"one_symbol", "one of several symbols that made more than 80 % of the profit", one_symbol,
         "Test without it; a rule that works should work on its neighbours too."},
    Rule{"one_tag", "one entry tag that made all of the profit while the others lost", one_tag,
         "Trade that entry alone, and count it as one more thing that was tried."},
    Rule{"one_weekday", "one weekday of entry that made all of the profit while the others lost",
         one_weekday, "Ask for a reason before you keep it; five weekdays are five trials."},
    Rule{"one_half", "a profit of which one half of the time made nothing", one_half,
         "Run 'tradewind walkforward' to see whether the edge is fading or came late."},
    Rule{"open_profit", "positions still open that hold more than half of the gain", open_profit,
         "End the test where they are closed, or close them at the end before you compare."},
    Rule{"losing_side", "one side, long or short, that loses while the other earns", losing_side,
         "Switch the losing side off, and see whether the other alone beats holding."},
    Rule{"rare_large_losses", "many small wins against few losses that are larger by far",
         rare_large_losses,
         "Expect a loss larger than any seen: give it a stop, and test through a crash."},
    Rule{"costs_eat_edge", "costs of more than half of what the trades earned before them",
         costs_eat_edge, "Trade less often or with limits; run 'tradewind realism' for the rest."},
    Rule{"no_costs", "no commission, no spread and no slippage", no_costs,
         "Leave out --preset, or give --commission, --spread and --slippage."},
    Rule{"deciding_close", "fills at the very close that decided them", deciding_close,
         "Use --fill-timing next_open, or an order for the close that is decided before it."},
    Rule{"outside_session", "fills in bars outside the regular session", outside_session,
         "Test on regular hours: spreads outside them are several times as wide."},
    Rule{"stale_fills", "fills in bars without volume or without a move", stale_fills,
         "Leave out illiquid hours and symbols; nobody was there to trade with."},
    Rule{"capped_orders", "orders larger than the part of a bar's volume that they may take",
         capped_orders,
         "Trade less money, or more liquid symbols: this is the strategy's capacity."},
    Rule{"unfilled_orders", "limit and stop orders of which fewer than half filled",
         unfilled_orders,
         "Ask what the missed ones would have earned; a backtest fills the losers first."},
    Rule{"denied_requests", "at least one in ten requests denied by risk", denied_requests,
         "Give the strategy the account it needs (--margin, --cash), or limits it can live with."},
    Rule{"one_bar_trades", "half of the trades over within one bar", one_bar_trades,
         "Test on shorter bars: what happens inside a bar decides, and the bar does not tell."},
    Rule{"held_overnight", "trades on intraday bars that are held over a close", held_overnight,
         "Close before the close, or test what a gap of the usual size would have cost."},
    Rule{"few_units", "entries of so few units that rounding decides the size", few_units,
         "Raise --cash, or trade something cheaper by the unit."},
    Rule{"margin_calls", "margin calls", margin_calls,
         "Use less leverage: the broker sells at the worst moment, not you."},
    Rule{"deep_drawdown", "a drawdown of more than 35 %", deep_drawdown,
         "Halve the size and look again; hardly anyone holds on through such a loss."},
    Rule{"open_drawdown", "a last drawdown of more than a third of the time, still open",
         open_drawdown, "Find out whether the edge has gone before you trust the average."},
    Rule{"flat_periods", "equity that stands still for more than a third of the time", flat_periods,
         "Compare with cash: the figures of a year hide how seldom it trades."},
    Rule{"benchmark_beats", "a benchmark that returned more", benchmark_beats,
         "Hold the benchmark, unless the drawdown alone is worth the difference to you."},
    Rule{"benchmark_in_disguise",
         "returns that follow the benchmark's with a correlation above 0.9", benchmark_in_disguise,
         "Compare fees and taxes with an index fund of the same thing."},
    Rule{"one_sided", "only long positions in a market that rose and never fell by a fifth",
         one_sided, "Test through a bear market: 2000 to 2003, 2008, 2020 or 2022."},
    Rule{"one_regime",
         "profit in one kind of market, calm or turbulent, of which more than a tenth is lost in "
         "the other",
         one_regime, "Trade only in that market, if you can tell it beforehand, and test that."},
    Rule{"many_parameters", "fewer than ten trades for each parameter that was set",
         many_parameters, "Leave parameters at their defaults, or find more trades."},
    Rule{"edge_of_range", "a parameter at an end of its declared range", edge_of_range,
         "The best value may lie beyond it; look at a sweep's heat map."},
    Rule{"cliff", "a neighbour of the parameters that loses half of the return", cliff,
         "Choose from the middle of a plateau instead: see 'tradewind sweep'."},
};

}  // namespace

std::span<const Rule> rules() { return kRules; }

std::vector<backtest::Finding> diagnose(const Subject& subject) {
  std::vector<backtest::Finding> findings;
  for (const Rule& rule : kRules) {
    auto symptom = rule.check(subject);
    if (!symptom) continue;
    findings.push_back({.rule = rule.key,
                        .severity = symptom->severity,
                        .finding = std::move(symptom->finding),
                        .evidence = std::move(symptom->evidence),
                        .remedy = rule.remedy});
  }
  std::ranges::stable_sort(findings, {}, &backtest::Finding::severity);
  return findings;
}

}  // namespace tw::diagnosis
