/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../vocabulary/numbers.h"
#include "emit.h"

#include <string.h>

enum smb_operation { SMB_OTHER, SMB_SESSION_SETUP, SMB_TREE_CONNECT, SMB_OPEN };

static const struct {
    enum field field;
    uint32_t command;
    enum smb_operation operation;
} operations[] = {
    {FIELD_SMB2_COMMAND, SMB2_SESSION_SETUP, SMB_SESSION_SETUP},
    {FIELD_SMB2_COMMAND, SMB2_TREE_CONNECT, SMB_TREE_CONNECT},
    {FIELD_SMB2_COMMAND, SMB2_CREATE, SMB_OPEN},
    {FIELD_SMB_COMMAND, SMB1_SESSION_SETUP, SMB_SESSION_SETUP},
    {FIELD_SMB_COMMAND, SMB1_TREE_CONNECT, SMB_TREE_CONNECT},
    {FIELD_SMB_COMMAND, SMB1_NT_CREATE, SMB_OPEN},
};

/* One message of an SMB PDU; SMB2 may chain several. */
struct smb_message {
    enum smb_operation operation;
    bool has_direction; /* the header is there as far as that */
    bool response;
    uint32_t status;
    bool guest;
    const struct item *blob;
    const char *tree; /* "\\\\server\\IPC$" */
    const char *file;
};

static enum smb_operation operation_of(const struct item *item)
{
    for (size_t i = 0; i < G_N_ELEMENTS(operations); i++) {
        if (operations[i].field == item->field && operations[i].command == item_uint(item))
            return operations[i].operation;
    }
    return SMB_OTHER;
}

static void read_item(struct smb_message *message, const struct item *item, wmem_allocator_t *scope)
{
    switch (item->field) {
    case FIELD_SMB2_RESPONSE:
    case FIELD_SMB_RESPONSE:
        message->has_direction = true;
        message->response = item_uint(item);
        break;
    case FIELD_SMB_STATUS:
        message->status = item_uint(item);
        break;
    case FIELD_SMB2_GUEST:
        message->guest = item_uint(item) != 0;
        break;
    case FIELD_SMB2_BLOB:
    case FIELD_SMB_BLOB:
        message->blob = item;
        break;
    case FIELD_SMB2_TREE:
    case FIELD_SMB_PATH:
        message->tree = item_text(item, scope);
        break;
    case FIELD_SMB2_FILENAME:
    case FIELD_SMB_FILE:
        message->file = item_text(item, scope);
        break;
    default:
        break;
    }
}

static void emit_session_setup(const struct emitter *emitter, const struct pdu *pdu,
                               const struct smb_message *message)
{
    struct event event = {.kind = EVENT_SMB_SESSION_SETUP};
    struct smb_session_setup *setup = &event.session_setup;
    size_t length = item_bytes(message->blob).length;

    setup->response = message->response;
    setup->nt_status = message->response ? message->status : 0;
    setup->guest = message->response && message->guest;
    token_read(pdu, emitter->scope, &setup->token);
    setup->token.length = (uint32_t)length;
    setup->has_token = length > 0;
    emit(emitter, &event);
}

static bool is_ipc_share(const char *tree)
{
    const char *share = strrchr(tree, '\\');

    return g_ascii_strcasecmp(share ? share + 1 : tree, "IPC$") == 0;
}

/* "\\PIPE\\lsarpc" or "\\lsarpc" to "lsarpc" */
static const char *pipe_name(const char *file)
{
    const char *name = file ? strrchr(file, '\\') : NULL;

    name = name ? name + 1 : file;
    return name && *name ? name : NULL;
}

static void emit_tree_connect(const struct emitter *emitter, const struct smb_message *message)
{
    struct event event = {.kind = EVENT_SMB_PIPE, .pipe = {.is_ipc = true}};

    if (!message->response && message->tree && is_ipc_share(message->tree))
        emit(emitter, &event);
}

/* Without its share a name does not say whether it is a pipe or a file. */
static void emit_open(const struct emitter *emitter, const struct smb_message *message)
{
    struct event event = {
        .kind = EVENT_SMB_PIPE,
        .pipe = {.is_ipc = true, .name = pipe_name(message->file)},
    };

    if (!message->response && message->tree && is_ipc_share(message->tree) && event.pipe.name)
        emit(emitter, &event);
}

static void emit_message(const struct emitter *emitter, const struct pdu *pdu,
                         const struct smb_message *message)
{
    if (message->operation == SMB_SESSION_SETUP && message->has_direction)
        emit_session_setup(emitter, pdu, message);
    else if (message->operation == SMB_TREE_CONNECT)
        emit_tree_connect(emitter, message);
    else if (message->operation == SMB_OPEN)
        emit_open(emitter, message);
}

/* With the keys there would be a command inside (MS-SMB2 2.2.41). */
static void emit_encrypted(const struct emitter *emitter, const struct pdu *pdu)
{
    struct event event = {.kind = EVENT_WRAPPED, .wrapping = WRAPPING_SMB3};

    if (pdu_first(pdu, FIELD_SMB2_TRANSFORM) && !pdu_first(pdu, FIELD_SMB2_COMMAND))
        emit(emitter, &event);
}

void emit_smb(const struct emitter *emitter, const struct pdu *pdu)
{
    struct smb_message message = {0};
    uint32_t next_status = 0;

    emit_encrypted(emitter, pdu);

    for (const struct item *item = pdu->items; item; item = item->next) {
        if (item->field == FIELD_SMB2_STATUS) {
            next_status = item_uint(item); /* stands before the command (MS-SMB2 2.2.1.2) */
        } else if (item->field == FIELD_SMB2_COMMAND || item->field == FIELD_SMB_COMMAND) {
            emit_message(emitter, pdu, &message);
            message = (struct smb_message){.operation = operation_of(item), .status = next_status};
        } else {
            read_item(&message, item, emitter->scope);
        }
    }
    emit_message(emitter, pdu, &message);
}
