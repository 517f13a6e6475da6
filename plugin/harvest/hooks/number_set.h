/* A set of numbers that does not grow without bound.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HARVEST_NUMBER_SET_H
#define DCOMAUTH_HARVEST_NUMBER_SET_H

#include <stdbool.h>
#include <stdint.h>

struct number_set;

struct number_set *number_set_new(void);
void number_set_free(struct number_set *set);

/* Does nothing where the set is full. */
void number_set_add(struct number_set *set, uint64_t number);
bool number_set_has(const struct number_set *set, uint64_t number);
bool number_set_is_full(const struct number_set *set);

#endif
