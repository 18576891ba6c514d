// Runs a piece of work in one transaction.
#pragma once

#include "central/store/database.h"

namespace redrive::central {

// Begins, calls `act` (returning base::Status), commits. Any error undoes everything and is the result.
template <typename Act>
base::Status in_transaction(Database& db, Act act) {
  base::Status done = db.begin();
  if (!done) return done;
  done = act();
  if (done) done = db.commit();
  if (!done) db.rollback();
  return done;
}

}  // namespace redrive::central
