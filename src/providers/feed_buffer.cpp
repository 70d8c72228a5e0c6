#include "providers/feed_buffer.hpp"

#include <utility>

namespace tw::providers {

std::string_view to_string(FeedStatus::Kind kind) {
  switch (kind) {
    case FeedStatus::Kind::Live:
      return "live";
    case FeedStatus::Kind::Stale:
      return "stale";
    case FeedStatus::Kind::Gap:
      return "gap";
    case FeedStatus::Kind::Down:
      break;
  }
  return "down";
}

bool FeedBuffer::has_room() {
  if (trades_ == trades_max_) {
    refused_ += 1;
    return false;
  }
  trades_ += 1;
  return true;
}

bool FeedBuffer::push(const vendor::StreamTrade& trade) {
  {
    const std::scoped_lock lock{mutex_};
    if (!has_room()) return false;
    items_.emplace_back(trade);
  }
  if (copy_ != nullptr) copy_->push(trade);
  return true;
}

void FeedBuffer::push(const vendor::StreamQuote& quote) {
  {
    const std::scoped_lock lock{mutex_};
    const auto [place, is_new] = quotes_.try_emplace(quote.quote.symbol, items_.size());
    if (is_new) {
      items_.emplace_back(quote);
    } else {
      items_[place->second] = quote;
      conflated_ += 1;
    }
  }
  if (copy_ != nullptr) copy_->push(quote);
}

void FeedBuffer::push(FeedBar bar) {
  if (copy_ != nullptr) copy_->push(bar);
  const std::scoped_lock lock{mutex_};
  if (bound_ == Bound::Trades || has_room()) items_.emplace_back(std::move(bar));
}

void FeedBuffer::push(FeedChange change) {
  if (copy_ != nullptr) copy_->push(change);
  const std::scoped_lock lock{mutex_};
  if (bound_ == Bound::Trades || has_room()) items_.emplace_back(std::move(change));
}

std::uint64_t FeedBuffer::take(std::vector<FeedItem>& items) {
  items.clear();
  const std::scoped_lock lock{mutex_};
  items.swap(items_);
  quotes_.clear();
  trades_ = 0;
  return std::exchange(refused_, 0);
}

std::size_t FeedBuffer::waiting() const {
  const std::scoped_lock lock{mutex_};
  return trades_;
}

std::uint64_t FeedBuffer::conflated() const {
  const std::scoped_lock lock{mutex_};
  return conflated_;
}

}  // namespace tw::providers
