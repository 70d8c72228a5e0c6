#pragma once

#include <libpq-fe.h>

namespace tw::sql {

/// The functions of PostgreSQL's client library, which is loaded when the first address names a
/// server: who keeps books in a file pays neither its memory nor the two dozen libraries behind it.
// clang-format off: a list, which it would indent like statements.
#define TW_LIBPQ(X) \
  X(cancel) X(clear) X(cmdStatus) X(cmdTuples) X(conninfoFree) X(conninfoParse) X(connectPoll) \
  X(connectStartParams) X(consumeInput) X(enterPipelineMode) X(errorMessage) X(escapeLiteral) \
  X(exitPipelineMode) X(finish) X(flush) X(fname) X(freeCancel) X(freemem) X(ftype) \
  X(getCancel) X(getCopyData) X(getResult) X(getisnull) X(getlength) X(getvalue) X(isBusy) \
  X(nfields) X(ntuples) X(parameterStatus) X(pipelineSync) X(putCopyData) X(putCopyEnd) \
  X(resultErrorField) X(resultErrorMessage) X(resultStatus) X(sendDescribePrepared) \
  X(sendPrepare) X(sendQuery) X(sendQueryPrepared) X(setErrorVerbosity) X(setNoticeReceiver) \
  X(setnonblocking) X(socket) X(status) X(transactionStatus)
// clang-format on

struct Libpq {
// NOLINTNEXTLINE(bugprone-macro-parentheses): a member has no parentheses.
#define TW_LIBPQ_MEMBER(name) decltype(&::PQ##name) name = nullptr;
  TW_LIBPQ(TW_LIBPQ_MEMBER)
#undef TW_LIBPQ_MEMBER
};

/// Returns the library, or null where it is not installed or lacks a function.
const Libpq* find_libpq();

/// Requires that it is there: addresses of servers are refused where it is not.
const Libpq& libpq();

}  // namespace tw::sql
